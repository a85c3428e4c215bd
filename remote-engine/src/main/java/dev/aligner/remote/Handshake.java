package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.template.PromptInput;
import dev.aligner.engine.Score;
import dev.aligner.engine.ScoreListener;
import dev.aligner.engine.ScoreRequest;
import dev.aligner.engine.corrector.CorrectorTokens;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first talk with a server: whether it is there, has the model, and reads what it is given as it was meant. */
final class Handshake {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    /** A server that has just started may take its time over a first request. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final RemoteOptions options;
    private final CorrectorTokens tokens;
    private final int contextTokens;
    private final boolean scores;

    Handshake(RemoteOptions options, CorrectorTokens tokens, int contextTokens, boolean scores) {
        this.options = options;
        this.tokens = tokens;
        this.contextTokens = contextTokens;
        this.scores = scores;
    }

    /** An engine that may be asked; loop and calls are closed with it, or where there is none. */
    RemoteEngine engine(Loop loop, HttpCalls http) {
        try {
            checkCanScore();
            List<String> served = join(new ServedModels(loop, http, options).list());
            CompletionBodies bodies =
                    new CompletionBodies(chosen(served), options.dialect(), options.prompts(), tokens);
            RemoteEngine engine = new RemoteEngine(
                    options,
                    bodies,
                    contextTokens,
                    loop,
                    http,
                    new Breaker(options.url().getAuthority()));
            compare(engine);
            engine.watch();
            return engine;
        } catch (RuntimeException | Error e) {
            http.close();
            loop.close();
            throw e;
        }
    }

    private void checkCanScore() {
        if (scores && !(options.dialect().scores() && options.prompts() == RemoteOptions.Prompts.TOKENS)) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    "remote engine: the corrector has a margin, which needs the probabilities of a prompt's tokens"
                            + " (expected: a server like vLLM that takes token ids, or a margin that is left out)");
        }
    }

    private String chosen(List<String> served) {
        String model = options.model();
        if (model == null && served.size() == 1) {
            return served.get(0);
        }
        if (model == null || !served.contains(model)) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    "remote engine: model: " + (model == null ? "none named" : "\"" + model + "\"")
                            + " (expected: one of " + served + ", which the server has)");
        }
        return model;
    }

    /** Another tokenizer on the other side, or a token that the server puts in front, would spoil every correction. */
    private void compare(RemoteEngine engine) {
        int[] prompt = tokens.prompt(new PromptInput(
                Question.of("What is the capital of France?"), "The capital of France is \u00c9vry\u2011Paris.", null));
        CompletableFuture<Integer> counted = new CompletableFuture<>();
        engine.probe(
                prompt,
                PATIENCE,
                new WholeReading(
                        completion -> {
                            int count =
                                    completion.at("usage").at("prompt_tokens").number(-1);
                            return () -> counted.complete(count);
                        },
                        counted::completeExceptionally));
        int count = join(counted);
        if (count < 0) {
            LOG.warn(
                    "{} does not say how many tokens a prompt has: that it has the same tokenizer is not checked",
                    options.url().getAuthority());
        } else if (count != prompt.length) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    "remote engine: it reads a prompt as " + count + " tokens (expected: " + prompt.length
                            + ", as the local tokenizer: the same model, and no token put in front)");
        }
        if (scores) {
            join(score(engine, prompt));
        }
    }

    private CompletableFuture<Score> score(RemoteEngine engine, int[] prompt) {
        CompletableFuture<Score> scored = new CompletableFuture<>();
        engine.score(
                new ScoreRequest(prompt, tokens.target("Paris."), engine.nanoTime() + PATIENCE.toNanos()),
                new ScoreListener() {
                    @Override
                    public void scored(Score score) {
                        scored.complete(score);
                    }

                    @Override
                    public void failed(AlignerException error) {
                        scored.completeExceptionally(error);
                    }
                });
        return scored;
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AlignerException known ? known : e;
        }
    }
}
