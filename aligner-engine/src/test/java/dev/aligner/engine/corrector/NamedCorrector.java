package dev.aligner.engine.corrector;

import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.CorrectorLoad;

/** One of several correctors over one base, asked by its name. */
record NamedCorrector(SharedCorrectors all, String id) implements Corrector {
    @Override
    public CorrectorCard card() {
        return all.cards().stream()
                .filter(card -> card.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public CorrectionTask correct(CorrectionRequest request, CorrectionListener listener) {
        return all.correct(request.withModel(id), listener);
    }

    @Override
    public boolean healthy() {
        return all.healthy();
    }

    @Override
    public CorrectorLoad load() {
        return all.load();
    }

    @Override
    public void close() {
        all.close();
    }
}
