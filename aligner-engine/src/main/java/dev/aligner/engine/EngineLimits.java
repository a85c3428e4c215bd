package dev.aligner.engine;

import java.time.Duration;

/**
 * The bounds of an engine; slots and context are the model's.
 *
 * @param queueCapacity requests that may wait for a slot
 * @param stepTokens most tokens computed in one step; more than the model has slots
 * @param chunkTokens most tokens of one prompt in one step: how long the others wait for their next token
 * @param maxFailedSteps so many failed steps in a row mean that the model is broken
 * @param closeTimeout how long {@link Engine#close} waits for the step under way and the model's end
 * @param stepTimeout a step, with all that its listeners do, that takes longer means that the engine hangs for good
 */
public record EngineLimits(
        int queueCapacity,
        int stepTokens,
        int chunkTokens,
        int maxFailedSteps,
        Duration closeTimeout,
        Duration stepTimeout) {
    private static final Duration STEP_TIMEOUT = Duration.ofMinutes(2);

    /** With a step timeout that no step comes near. */
    public EngineLimits(int queueCapacity, int stepTokens, int chunkTokens, int maxFailedSteps, Duration closeTimeout) {
        this(queueCapacity, stepTokens, chunkTokens, maxFailedSteps, closeTimeout, STEP_TIMEOUT);
    }

    public static final EngineLimits DEFAULT = new EngineLimits(32, 512, 256, 3, Duration.ofSeconds(10));

    public EngineLimits {
        check(queueCapacity >= 0, "queueCapacity", queueCapacity, ">= 0");
        check(stepTokens >= 2, "stepTokens", stepTokens, ">= 2");
        check(chunkTokens >= 1, "chunkTokens", chunkTokens, ">= 1");
        check(maxFailedSteps >= 1, "maxFailedSteps", maxFailedSteps, ">= 1");
        check(!closeTimeout.isNegative(), "closeTimeout", closeTimeout, ">= 0");
        check(!stepTimeout.isNegative() && !stepTimeout.isZero(), "stepTimeout", stepTimeout, "> 0");
    }

    private static void check(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
