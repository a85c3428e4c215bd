package dev.aligner.engine.corrector;

import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.EngineObserver;
import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.Precision;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator chooses about a corrector; the model's own {@code aligner.json} says the rest.
 *
 * @param path a GGUF file, or a directory with one or with a Hugging Face model
 * @param adapter the LoRA adapter that is merged into it
 * @param id the name requests choose it by; null takes the one of {@code aligner.json}, else the directory's
 * @param device where the model computes
 * @param threads processors one step may use; 0 means all that the process may
 * @param slots corrections at once
 * @param contextTokens prompt and correction together, for each slot; at most what the model was trained for
 * @param drafts whether the answer is tried as its own correction, in one pass, before anything is written; what comes
 *     out is the same
 * @param instructions how far a request's instruction is free
 * @param beside further correctors over the same base, by their ids: folders with a LoRA adapter and perhaps an {@code
 *     aligner.json} of its own
 * @param observer hears what the engine does
 */
public record CorrectorOptions(
        Path path,
        Adapter adapter,
        @Nullable String id,
        Precision precision,
        ComputeDevice device,
        int threads,
        int slots,
        int contextTokens,
        EngineLimits limits,
        CorrectionPolicy policy,
        boolean drafts,
        Instructions instructions,
        Map<String, Path> beside,
        EngineObserver observer) {

    /** With less no prompt leaves room for a correction. */
    static final int LEAST_CONTEXT_TOKENS = 64;

    /** Which adapter a model gets. */
    public sealed interface Adapter {
        /** The one that its {@code aligner.json} names, if it names one. */
        record OfModel() implements Adapter {}

        /** None, whatever its {@code aligner.json} names. */
        record None() implements Adapter {}

        /** The one in this folder, as PEFT saves it. */
        record In(Path folder) implements Adapter {}
    }

    /** With the adapter that the model's own {@code aligner.json} names. */
    public CorrectorOptions(
            Path path,
            @Nullable String id,
            Precision precision,
            int threads,
            int slots,
            int contextTokens,
            EngineLimits limits,
            CorrectionPolicy policy,
            Instructions instructions) {
        this(
                path,
                new Adapter.OfModel(),
                id,
                precision,
                threads,
                slots,
                contextTokens,
                limits,
                policy,
                true,
                instructions);
    }

    /**
     * Which instructions are allowed.
     *
     * @param namedOnly whether only named ones are
     * @param maxLength of a free one, in code points
     * @param named the operator's, name to text; they join the model's and win over them
     */
    public record Instructions(boolean namedOnly, int maxLength, Map<String, String> named) {
        public Instructions {
            named = Map.copyOf(named);
        }
    }

    /** On a processor, that nobody measures. */
    public CorrectorOptions(
            Path path,
            Adapter adapter,
            @Nullable String id,
            Precision precision,
            int threads,
            int slots,
            int contextTokens,
            EngineLimits limits,
            CorrectionPolicy policy,
            boolean drafts,
            Instructions instructions,
            Map<String, Path> beside) {
        this(
                path,
                adapter,
                id,
                precision,
                ComputeDevice.CPU,
                threads,
                slots,
                contextTokens,
                limits,
                policy,
                drafts,
                instructions,
                beside,
                EngineObserver.NONE);
    }

    /** Of one corrector. */
    public CorrectorOptions(
            Path path,
            Adapter adapter,
            @Nullable String id,
            Precision precision,
            int threads,
            int slots,
            int contextTokens,
            EngineLimits limits,
            CorrectionPolicy policy,
            boolean drafts,
            Instructions instructions) {
        this(
                path,
                adapter,
                id,
                precision,
                threads,
                slots,
                contextTokens,
                limits,
                policy,
                drafts,
                instructions,
                Map.of());
    }

    public CorrectorOptions {
        beside = Map.copyOf(beside);
        if (threads < 0) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: >= 0)");
        }
        if (slots < 1 || slots > 1024) {
            throw new IllegalArgumentException("slots: " + slots + " (expected: 1..1024)");
        }
        if (limits.stepTokens() <= slots) {
            throw new IllegalArgumentException(
                    "stepTokens: " + limits.stepTokens() + " (expected: > " + slots + " slots)");
        }
        if (contextTokens < LEAST_CONTEXT_TOKENS) {
            throw new IllegalArgumentException(
                    "contextTokens: " + contextTokens + " (expected: >= " + LEAST_CONTEXT_TOKENS + ")");
        }
    }

    /** The same elsewhere. */
    public CorrectorOptions on(ComputeDevice other) {
        return new CorrectorOptions(
                path,
                adapter,
                id,
                precision,
                other,
                threads,
                slots,
                contextTokens,
                limits,
                policy,
                drafts,
                instructions,
                beside,
                observer);
    }

    int threadsToUse() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
