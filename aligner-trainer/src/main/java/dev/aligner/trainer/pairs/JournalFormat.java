package dev.aligner.trainer.pairs;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Between an entry of a journal and its line's JSON object. */
interface JournalFormat<T> {
    /** Says which entry it is; no two of a journal have the same. */
    String key(T entry);

    /** Fills an empty object. */
    void write(T entry, ObjectNode row);

    /**
     * What {@link #write} wrote.
     *
     * @throws tools.jackson.core.JacksonException if it is something else
     * @throws dev.aligner.core.AlignerException if it is something else
     * @throws IllegalArgumentException if it is something else
     */
    T read(JsonNode row);
}
