package dev.aligner.engine.torch;

import java.util.List;

/** A model that computes some sequences under adapters, side by side over one copy of its weights. */
public interface Adaptable {
    /**
     * Attaches a sum of adapters. On the model's thread; the adapters are needed no longer afterwards.
     *
     * @return its number, for {@link dev.aligner.engine.model.Conditioning#adapter}, never used again
     * @throws dev.aligner.core.AlignerException as {@link dev.aligner.engine.weights.LoraAdapter#requireMatrices}
     */
    int attach(List<AdapterTerm> sum);

    /** Frees what was attached; no sequence may be computed under it any more. On the model's thread. */
    void detach(int adapter);
}
