package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Strengths;
import dev.aligner.engine.Variant;
import dev.aligner.engine.model.Conditioning;
import org.jspecify.annotations.Nullable;

/**
 * What a strength is served by.
 *
 * @param corrector the corrector's adapter ({@link Conditioning#adapter})
 * @param reference the reference model's; null where there is none
 * @param copies whether strength 0 is the answer itself: by law where there is no reference or it copies
 */
record Dial(Strengths strengths, int corrector, @Nullable Integer reference, boolean copies) {
    /** Of a corrector that is the loaded model, without a reference. */
    static final Dial LOADED = new Dial(Strengths.ENDS, Conditioning.NO_ADAPTER, null, true);

    /** Whether this strength needs no model. */
    boolean isCopy(double strength) {
        return strength == 0 && copies;
    }

    /**
     * Both models, even where one of them would do.
     *
     * @throws AlignerException INVALID_FIELD without a reference
     */
    Variant mixed(double strength) {
        if (reference == null) {
            throw AlignerException.invalidField(
                    "strength", "strength: the corrector has no reference (expected: one in its aligner.json)");
        }
        return new Variant.Mixed(reference, corrector, strength);
    }

    Variant variant(double strength) {
        return reference == null ? new Variant.Single(corrector) : Variant.between(reference, corrector, strength);
    }
}
