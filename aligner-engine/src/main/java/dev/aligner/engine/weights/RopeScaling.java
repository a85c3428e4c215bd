package dev.aligner.engine.weights;

import java.util.List;

/**
 * How rotary frequencies are changed for a model to reach further than it was trained. A "trained" window is the number
 * of positions before that.
 */
public sealed interface RopeScaling {

    /** How far a model reaches whose own number of positions does not know of the scaling. */
    default int reach(int positions) {
        return positions;
    }

    private static int stretched(double positions) {
        return (int) Math.min(positions, ModelLimits.POSITIONS);
    }

    /** Frequencies as they were trained. */
    record None() implements RopeScaling {}

    /** Every frequency divided by a factor. */
    record Linear(double factor) implements RopeScaling {
        @Override
        public int reach(int positions) {
            return stretched(positions * factor);
        }
    }

    /**
     * The base grows with the sequence (NTK-aware). Within the trained window nothing is scaled; a token beyond it is
     * rotated as for a sequence that ends with it, so that its keys depend on nothing that comes later.
     */
    record Dynamic(double factor, int trained) implements RopeScaling {
        @Override
        public int reach(int positions) {
            return stretched(positions * factor);
        }
    }

    /**
     * High frequencies kept, low ones divided, a ramp between (Peng et al. 2023).
     *
     * @param attentionFactor what rotated queries and keys are multiplied by
     * @param betaFast rotations within the trained window from which a frequency is kept
     * @param betaSlow rotations up to which it is divided
     * @param truncated whether the ramp begins and ends at whole dimensions
     */
    record Yarn(double factor, int trained, double attentionFactor, double betaFast, double betaSlow, boolean truncated)
            implements RopeScaling {
        @Override
        public int reach(int positions) {
            return Math.max(positions, stretched(trained * factor));
        }

        /** The factor for queries and keys that the paper recommends. */
        static double attentionFactor(double factor, double multiplier) {
            return factor <= 1 ? 1 : 0.1 * multiplier * Math.log(factor) + 1;
        }
    }

    /** As YaRN with a ramp over wavelengths, of Llama 3.1. Wavelengths in parts of the trained window. */
    record Llama3(double factor, double lowFrequency, double highFrequency, int trained) implements RopeScaling {}

    /** Each frequency divided by its own number, which is how a GGUF holds Llama 3's. */
    record Divided(List<Float> divisors) implements RopeScaling {
        public Divided {
            divisors = List.copyOf(divisors);
        }
    }

    /**
     * Each frequency divided by its own number, by other ones where a slot holds more than the trained window (Ding et
     * al. 2024). As in llama.cpp it is the slot that counts and not the sequence, whose first keys would be wrong once
     * it had outgrown the window.
     *
     * @param attentionFactor what rotated queries and keys are multiplied by
     */
    record LongRope(List<Float> within, List<Float> beyond, int trained, double attentionFactor)
            implements RopeScaling {
        public LongRope {
            within = List.copyOf(within);
            beyond = List.copyOf(beyond);
        }

        /** The factor for queries and keys of a model that reaches {@code factor} trained windows. */
        static double attentionFactor(double factor, int trained) {
            return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(trained));
        }
    }
}
