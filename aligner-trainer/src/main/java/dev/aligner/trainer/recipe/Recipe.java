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
 */
public record Recipe(
        Path model,
        Path output,
        long seed,
        int threads,
        Precision precision,
        Goal objective,
        Trained trained,
        List<DataSource> data,
        Identities identities,
        Batching batch,
        Budget budget,
        Optimiser optimiser,
        Evaluating evaluation,
        Checkpointing checkpoints) {

    /** Most processors that can be asked for. */
    private static final int MAX_THREADS = 1024;

    public Recipe {
        Check.that(threads >= 0 && threads <= MAX_THREADS, "threads", threads, "0.." + MAX_THREADS);
        data = List.copyOf(data);
        Check.that(!data.isEmpty(), "data", "no file", "at least one");
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

    /** The recipe that ends up elsewhere. */
    public Recipe into(Path directory) {
        return new Recipe(
                model, directory, seed, threads, precision, objective, trained, data, identities, batch, budget,
                optimiser, evaluation, checkpoints);
    }

    /** What matrix products are computed in; parameters, gradients and the optimiser are float32 in either case. */
    public enum Precision {
        @JsonProperty("float32")
        FLOAT32,
        @JsonProperty("bfloat16")
        BFLOAT16
    }
}
