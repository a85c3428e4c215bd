package dev.aligner.core;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question, the upstream's answer to it, and how it should be corrected.
 *
 * @param instruction what to change ("make it safer"), or null for the corrector's own judgement
 * @param strength 0 returns the original, 1 is the corrector as it was trained; 0..2, and a corrector may support less;
 *     null for the corrector's own default
 * @param timeout how long the caller waits, counted from the call
 * @param model the id of the corrector, where several are loaded; null for the first
 * @param care how much is done for it, and how sure the corrector must be
 * @param steering how far the model's own states are moved towards correcting, or towards copying where it is negative; 0
 *     leaves them as they are. Up to {@value #MAX_STEERING} either way, and a corrector may support less
 */
public record CorrectionRequest(
        Question question,
        String answer,
        @Nullable String instruction,
        @Nullable Double strength,
        Sampling sampling,
        Duration timeout,
        @Nullable String model,
        Care care,
        double steering) {

    /** The largest strength that means anything. */
    public static final double MAX_STRENGTH = 2.0;

    /** The largest steering that any corrector may support. */
    public static final double MAX_STEERING = 4.0;

    /** How long a caller waits who does not say so. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);

    public CorrectionRequest {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(care, "care");
        if (strength != null && !(strength >= 0 && strength <= MAX_STRENGTH)) {
            throw AlignerException.invalidField(
                    "strength", "strength: " + strength + " (expected: 0.." + MAX_STRENGTH + ")");
        }
        if (!(Math.abs(steering) <= MAX_STEERING)) {
            throw AlignerException.invalidField(
                    "steering", "steering: " + steering + " (expected: " + -MAX_STEERING + ".." + MAX_STEERING + ")");
        }
    }

    /** With the usual care, not steered. */
    public CorrectionRequest(
            Question question,
            String answer,
            @Nullable String instruction,
            @Nullable Double strength,
            Sampling sampling,
            Duration timeout,
            @Nullable String model) {
        this(question, answer, instruction, strength, sampling, timeout, model, Care.USUAL, 0);
    }

    /** To the first corrector. */
    public CorrectionRequest(
            Question question,
            String answer,
            @Nullable String instruction,
            @Nullable Double strength,
            Sampling sampling,
            Duration timeout) {
        this(question, answer, instruction, strength, sampling, timeout, null);
    }

    /** Of a single turn, as {@link #of(Question, String)}. */
    public static CorrectionRequest of(String question, String answer) {
        return of(Question.of(question), answer);
    }

    /** To the first corrector and as it judges, for a caller who waits for {@link #USUAL_TIMEOUT}. */
    public static CorrectionRequest of(Question question, String answer) {
        return new CorrectionRequest(question, answer, null, null, Sampling.GREEDY, USUAL_TIMEOUT);
    }

    /** The same for another answer. */
    public CorrectionRequest withAnswer(String other) {
        return new CorrectionRequest(question, other, instruction, strength, sampling, timeout, model, care, steering);
    }

    /** The same with something else to change, or null for the corrector's own judgement. */
    public CorrectionRequest withInstruction(@Nullable String other) {
        return new CorrectionRequest(question, answer, other, strength, sampling, timeout, model, care, steering);
    }

    /** The same at another strength, or null for the corrector's own. */
    public CorrectionRequest withStrength(@Nullable Double other) {
        return new CorrectionRequest(question, answer, instruction, other, sampling, timeout, model, care, steering);
    }

    /** The same to another corrector, or null for the first. */
    public CorrectionRequest withModel(@Nullable String other) {
        return new CorrectionRequest(question, answer, instruction, strength, sampling, timeout, other, care, steering);
    }

    /** The same, steered. */
    public CorrectionRequest withSteering(double other) {
        return new CorrectionRequest(question, answer, instruction, strength, sampling, timeout, model, care, other);
    }

    /** The same with another sampling. */
    public CorrectionRequest withSampling(Sampling other) {
        return new CorrectionRequest(question, answer, instruction, strength, other, timeout, model, care, steering);
    }

    /** The same for a caller who waits so long. */
    public CorrectionRequest withTimeout(Duration other) {
        return new CorrectionRequest(question, answer, instruction, strength, sampling, other, model, care, steering);
    }

    /** The same with another care. */
    public CorrectionRequest withCare(Care other) {
        return new CorrectionRequest(
                question, answer, instruction, strength, sampling, timeout, model, other, steering);
    }

    /** The strength asked for, else the corrector's. */
    public double strengthOr(double standard) {
        return strength == null ? standard : strength;
    }
}
