package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.engine.Engine;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.torch.TorchModels;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.example.PolicyTokens;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A policy in this process: a chat model on the engine, which answers several questions in one batch.
 */
final class LocalPolicy implements Policy {
    private final ModelName name;
    private final Engine engine;
    private final PolicyTokens tokens;
    private final int contextTokens;

    private LocalPolicy(ModelName name, Engine engine, PolicyTokens tokens, int contextTokens) {
        this.name = name;
        this.engine = engine;
        this.tokens = tokens;
        this.contextTokens = contextTokens;
    }

    /**
     * Loads a model and waits until it can be asked.
     *
     * @param adapter PEFT's directory of a low-rank adapter to merge, or null
     * @param slots answers at once; as many more may wait
     * @param contextTokens question and answer together; at most what the model was trained for
     * @throws AlignerException MODEL_FILE or MODEL_FAILED, saying what is wrong with which file
     */
    static LocalPolicy load(
            Path path, @Nullable Path adapter, Precision precision, int slots, int contextTokens, int threads) {
        try (ModelFiles files = adapter == null ? ModelFiles.open(path) : ModelFiles.open(path, adapter)) {
            int context = Math.min(contextTokens, files.config().maxPositions());
            PolicyTokens tokens = PolicyTokens.of(files);
            EngineLimits limits = EngineLimits.DEFAULT;
            Engine engine = Engine.start(
                    () -> TorchModels.load(files, precision, slots, context, threads),
                    tokens.tokenizer().tokenBytes(),
                    Set.copyOf(tokens.endTokens()),
                    new EngineLimits(
                            slots,
                            Math.max(limits.stepTokens(), 2 * slots),
                            limits.chunkTokens(),
                            limits.maxFailedSteps(),
                            limits.closeTimeout()));
            try {
                ModelName name = new ModelName(String.valueOf(path.getFileName()), files.digest());
                InOrder.join(engine.ready());
                return new LocalPolicy(name, engine, tokens, context);
            } catch (RuntimeException | Error e) {
                engine.close();
                tokens.close();
                throw e;
            }
        }
    }

    @Override
    public ModelName name() {
        return name;
    }

    @Override
    public CompletableFuture<Answer> answer(Question question, Sampling sampling) {
        return answer(question, "", sampling);
    }

    /** Starts an answer that begins with given words, which are part of what comes back. */
    CompletableFuture<Answer> answer(Question question, String begun, Sampling sampling) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        try {
            int[] prompt = tokens.prompt(question, begun);
            int room = contextTokens - prompt.length;
            if (room < 1) {
                throw AlignerException.tooLarge(
                        "question",
                        "question: " + prompt.length + " tokens (expected: fewer than " + contextTokens + ")");
            }
            Integer asked = sampling.maxTokens();
            int limit = asked == null ? room : Math.min(asked, room);
            // nobody waits for a single answer: the run as a whole is what takes long
            long never = engine.nanoTime() + Long.MAX_VALUE / 2;
            engine.submit(
                    new GenerationRequest(prompt, sampling, limit, sampling.stop(), never),
                    new Listener(begun, answer));
        } catch (AlignerException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /** Completes a future away from the engine's thread, which what follows must not hold up. */
    private record Listener(String begun, CompletableFuture<Answer> answer) implements GenerationListener {
        @Override
        public void text(String delta) {}

        @Override
        public void finished(Generation generation) {
            var unused = answer.completeAsync(() ->
                    new Answer((begun + generation.text()).strip(), generation.finishReason() == FinishReason.LENGTH));
        }

        @Override
        public void failed(AlignerException error) {
            var unused = answer.completeAsync(() -> {
                throw new CompletionException(error);
            });
        }
    }

    @Override
    public void close() {
        engine.close();
        tokens.close();
    }
}
