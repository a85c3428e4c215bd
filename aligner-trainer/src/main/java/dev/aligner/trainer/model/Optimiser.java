package dev.aligner.trainer.model;

/** How a gradient becomes a change. */
public sealed interface Optimiser {

    /**
     * AdamW with bias correction and decoupled weight decay (Loshchilov and Hutter 2019).
     *
     * @param beta1 decay of the mean, 0.9 in Aligner
     * @param beta2 decay of the mean square, 0.95 in Aligner
     * @param epsilon added to the root
     * @param weightDecay on matrices only, norms and biases are left alone; 0 in Aligner
     */
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Optimiser {
        /** Aligner's: betas 0.9 and 0.95, no decay. */
        public static AdamW standard() {
            return new AdamW(0.9, 0.95, 1e-8, 0);
        }
    }

    /**
     * RMSprop without momentum, which IFT was published with.
     *
     * @param decay of the mean square, 0.99 in PyTorch
     * @param epsilon added to the root
     */
    record RmsProp(double decay, double epsilon) implements Optimiser {
        /** PyTorch's defaults. */
        public static RmsProp standard() {
            return new RmsProp(0.99, 1e-8);
        }
    }
}
