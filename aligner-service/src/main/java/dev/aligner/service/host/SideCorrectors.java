package dev.aligner.service.host;

import dev.aligner.core.AlignerException;
import java.nio.file.Path;

/** Correctors over the loaded model that come and go while it serves. */
public interface SideCorrectors {

    /**
     * Adds one; reads its files, and waits for the engine.
     *
     * @param id that requests choose it by
     * @param folder with an adapter
     * @throws AlignerException INVALID_FIELD, naming {@code id} or {@code path}, where it cannot be added
     */
    void add(String id, Path folder);

    /** Removes one that was added; false if there is none of this id. What is under way ends as it would have. */
    boolean remove(String id);
}
