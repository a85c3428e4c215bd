package dev.aligner.service.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Corrector;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.corrector.SharedCorrectors;
import dev.aligner.service.host.CorrectorHost;
import dev.aligner.service.host.SideCorrectors;
import java.nio.file.Path;

/** Adapters beside the base model of this process. */
record AddedCorrectors(CorrectorHost host) implements SideCorrectors {
    @Override
    public void add(String id, Path folder) {
        SharedCorrectors shared = shared();
        if (shared.cards().stream().anyMatch(card -> card.id().equals(id))) {
            throw AlignerException.invalidField("id", "id: loaded already (expected: another, or DELETE it first)");
        }
        try {
            shared.add(id, folder);
        } catch (AlignerException e) {
            if (e.code() != ErrorCode.MODEL_FILE) {
                throw e;
            }
            throw AlignerException.invalidField("path", "path: " + e.getMessage());
        }
    }

    @Override
    public boolean remove(String id) {
        return shared().remove(id);
    }

    private SharedCorrectors shared() {
        Corrector corrector = host.get();
        if (corrector instanceof SharedCorrectors shared) {
            return shared;
        }
        throw AlignerException.invalidField(
                "path", "path: the model is a server's elsewhere (expected: a model in this process)");
    }
}
