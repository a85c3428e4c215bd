package dev.aligner.scaling;

/**
 * A machine that was not measured, by the figures of its data sheet: steps are as long as reading the weights takes, and
 * the arithmetic of their tokens.
 *
 * @param bytesPerSecond memory bandwidth that is reached
 * @param operationsPerSecond floating-point operations that are reached, a multiplication and an addition being two
 * @param launchNanos of a step, whatever it computes
 */
record Machine(double bytesPerSecond, double operationsPerSecond, double launchNanos) {
    /**
     * @param parameters without the embedding
     * @param head parameters of the output head: the embedding's
     * @param bytes of each parameter
     * @param layers of the model
     * @param width of its attention, all heads together
     */
    StepPrice of(double parameters, double head, double bytes, int layers, int width) {
        double base = launchNanos + (parameters + head) * bytes / bytesPerSecond * 1e9;
        return new StepPrice(
                base,
                2 * parameters / operationsPerSecond * 1e9,
                2 * head / operationsPerSecond * 1e9,
                4.0 * layers * width / operationsPerSecond * 1e9);
    }
}
