package dev.aligner.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;

/**
 * A training run, completely: whoever has it, the data and the model can do the run again.
 *
 * @param model a GGUF file or a model's directory
 * @param output the run's directory: checkpoints, metrics, report, and what was trained
 * @param seed of the data's order, of what is drawn from it, of a LoRA's start and of self-samples
 * @param threads processors that one operation may use; 0 means all that the process may
 * @param precision of matrix products; parameters, gradients and the optimiser are float32 in any case
 * @param export the numbers that the trained adapter or model is written in
 */
public record Recipe(
        Path model,
        Path output,
        long seed,
        int threads,
        Device device,
        Precision precision,
        Weights export,
        Goal objective,
        Trained trained,
        List<DataSource> data,
        Identities identities,
        Batching batch,
        Budget budget,
        Optimiser optimiser,
        Schedule schedule,
        Evaluating evaluation,
        Checkpointing checkpoints) {

    private static final int MAX_THREADS = 1024;

    public Recipe {
        Check.that(threads >= 0 && threads <= MAX_THREADS, "threads", threads, "0.." + MAX_THREADS);
        data = List.copyOf(data);
        Check.that(!data.isEmpty(), "data", "no file", "at least one");
        for (DataSource file : data) {
            Check.that(
                    evaluation.every() == 0 || !file.split().equals(evaluation.split()),
                    "evaluation.split",
                    evaluation.split(),
                    "not the one that " + file.path() + " is trained on");
        }
        Check.that(
                identities.share() == 0 || objective.learnsCorrections(),
                "identities.share",
                identities.share(),
                "0 with objective " + objective.name() + ", which learns no corrections");
        Check.that(
                batch.exampleTokens() <= batch.tokens(),
                "batch.example_tokens",
                batch.exampleTokens(),
                "at most batch.tokens, " + batch.tokens());
    }

    /** What matrix products are computed in. */
    public enum Precision {
        @JsonProperty("float32")
        FLOAT32,
        @JsonProperty("bfloat16")
        BFLOAT16
    }

    /** What is exported in. */
    public enum Weights {
        @JsonProperty("float32")
        FLOAT32,
        @JsonProperty("float16")
        FLOAT16
    }

    /** Where a run computes. */
    public enum Device {
        @JsonProperty("cpu")
        CPU,
        @JsonProperty("cuda")
        CUDA
    }
}
