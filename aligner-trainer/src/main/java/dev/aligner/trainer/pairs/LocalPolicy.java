package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.template.ChatTurn;
import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.Engine;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.tokenize.JinjaChatFormat;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.torch.TorchLlama;
import dev.aligner.engine.weights.LlamaConfig;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A policy in this process: a chat model on the engine, which answers several questions in one batch. A model without a
 * chat format continues the question's last turn.
 */
final class LocalPolicy implements Policy {
    private final ModelName name;
    private final Engine engine;
    private final Tokenizer tokenizer;
    private final Optional<JinjaChatFormat> chat;
    private final int contextTokens;

    private LocalPolicy(
            ModelName name, Engine engine, Tokenizer tokenizer, Optional<JinjaChatFormat> chat, int contextTokens) {
        this.name = name;
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.chat = chat;
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
        try (ModelFiles files = ModelFiles.open(path)) {
            LlamaConfig config = files.config();
            int context = Math.min(contextTokens, config.maxPositions());
            Optional<JinjaChatFormat> chat = JinjaChatFormat.of(files.tokenizer());
            Tokenizer tokenizer = Tokenizers.load(files.tokenizer());
            EngineLimits limits = EngineLimits.DEFAULT;
            Engine engine = Engine.start(
                    () -> new TorchLlama(files, precision, slots, context, threads),
                    tokenizer.tokenBytes(),
                    Set.copyOf(config.endTokens()),
                    new EngineLimits(
                            slots,
                            Math.max(limits.stepTokens(), 2 * slots),
                            limits.chunkTokens(),
                            limits.maxFailedSteps(),
                            limits.closeTimeout()));
            try {
                ModelName name = new ModelName(String.valueOf(path.getFileName()), files.digest());
                Sampler.join(engine.ready());
                return new LocalPolicy(name, engine, tokenizer, chat, context);
            } catch (RuntimeException | Error e) {
                engine.close();
                tokenizer.close();
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
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        try {
            int[] prompt = prompt(question);
            int room = contextTokens - prompt.length;
            if (room < 1) {
                throw AlignerException.tooLarge(
                        "question",
                        "question: " + prompt.length + " tokens (expected: fewer than " + contextTokens + ")");
            }
            Integer asked = sampling.maxTokens();
            int tokens = asked == null ? room : Math.min(asked, room);
            // nobody waits for a single answer: the run as a whole is what takes long
            long never = engine.nanoTime() + Long.MAX_VALUE / 2;
            engine.submit(
                    new GenerationRequest(prompt, sampling, tokens, sampling.stop(), never), new Listener(answer));
        } catch (AlignerException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private int[] prompt(Question question) {
        if (chat.isEmpty()) {
            return tokenizer.encode(List.of(PromptPiece.data(question.lastTurn())), true);
        }
        List<ChatTurn> turns =
                question.messages().stream().map(LocalPolicy::turn).toList();
        return tokenizer.encode(chat.get().format(turns), false);
    }

    private static ChatTurn turn(Message message) {
        return new ChatTurn(message.role(), List.of(PromptPiece.data(message.content())));
    }

    /** Completes a future away from the engine's thread, which what follows must not hold up. */
    private record Listener(CompletableFuture<Answer> answer) implements GenerationListener {
        @Override
        public void text(String delta) {}

        @Override
        public void finished(Generation generation) {
            var unused = answer.completeAsync(
                    () -> new Answer(generation.text().strip(), generation.finishReason() == FinishReason.LENGTH));
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
        tokenizer.close();
    }
}
