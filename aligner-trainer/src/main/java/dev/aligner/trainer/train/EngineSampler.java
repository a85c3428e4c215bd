package dev.aligner.trainer.train;

import dev.aligner.core.AlignerException;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Sampling;
import dev.aligner.engine.Engine;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.torch.TorchModels;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Draws through the serving engine, several continuations at once. How they share its steps depends on time, and with it
 * the last bits of their probabilities: two runs draw the same texts almost always, not by law.
 */
final class EngineSampler implements SelfSampler {
    private static final int SLOTS = 16;

    private final Path base;
    private final boolean adapter;
    private final int endToken;
    private final int contextTokens;
    private final int threads;
    private @Nullable Engine engine;
    private @Nullable Tokenizer tokenizer;

    /**
     * @param adapter whether what is loaded is an adapter for {@code base}, or else a whole model
     * @param contextTokens prompt and continuation together
     */
    EngineSampler(Path base, boolean adapter, int endToken, int contextTokens, int threads) {
        this.base = base;
        this.adapter = adapter;
        this.endToken = endToken;
        this.contextTokens = contextTokens;
        this.threads = threads;
    }

    @Override
    public void load(Path exported) {
        unload();
        try (ModelFiles files = adapter ? ModelFiles.open(base, exported) : ModelFiles.open(exported)) {
            Tokenizer tokens = tokenizer(files);
            int context = Math.min(contextTokens, files.config().maxPositions());
            EngineLimits limits = EngineLimits.DEFAULT;
            Engine started = Engine.start(
                    () -> TorchModels.load(files, Precision.FLOAT32, SLOTS, context, threads),
                    tokens.tokenBytes(),
                    Set.copyOf(files.config().endTokens()),
                    new EngineLimits(
                            SLOTS,
                            limits.stepTokens(),
                            limits.chunkTokens(),
                            limits.maxFailedSteps(),
                            limits.closeTimeout()));
            engine = started;
            await(started.ready());
        }
    }

    /** The base's, loaded once: an exported model need not have one. */
    private Tokenizer tokenizer(ModelFiles files) {
        Tokenizer known = tokenizer;
        if (known == null) {
            known = Tokenizers.load(files.tokenizer());
            tokenizer = known;
        }
        return known;
    }

    @Override
    public List<List<int[]>> draw(List<Draw> draws, int maxTokens, double temperature, long seed) {
        Engine loaded = engine;
        if (loaded == null) {
            throw new IllegalStateException("draw: no model (expected: load before)");
        }
        SplittableRandom seeds = new SplittableRandom(seed);
        Queue<CompletableFuture<int[]>> underWay = new ArrayDeque<>();
        List<int[]> drawn = new ArrayList<>();
        for (Draw draw : draws) {
            for (int i = 0; i < draw.count(); i++) {
                if (underWay.size() == SLOTS) {
                    drawn.add(await(underWay.remove()));
                }
                underWay.add(start(loaded, draw.prompt(), maxTokens, temperature, seeds.nextLong()));
            }
        }
        while (!underWay.isEmpty()) {
            drawn.add(await(underWay.remove()));
        }
        List<List<int[]>> grouped = new ArrayList<>();
        int from = 0;
        for (Draw draw : draws) {
            grouped.add(List.copyOf(drawn.subList(from, from + draw.count())));
            from += draw.count();
        }
        return grouped;
    }

    private CompletableFuture<int[]> start(Engine loaded, int[] prompt, int maxTokens, double temperature, long seed) {
        CompletableFuture<int[]> continuation = new CompletableFuture<>();
        Sampling sampling = new Sampling(temperature, 0, 1, 1, 0, seed, maxTokens, List.of());
        // nobody waits for a single one: the run as a whole is what takes long
        long never = loaded.nanoTime() + Long.MAX_VALUE / 2;
        loaded.submit(new GenerationRequest(prompt, sampling, maxTokens, List.of(), never), new Listener(continuation));
        return continuation;
    }

    private final class Listener implements GenerationListener {
        private final CompletableFuture<int[]> continuation;

        Listener(CompletableFuture<int[]> continuation) {
            this.continuation = continuation;
        }

        @Override
        public void text(String delta) {}

        @Override
        public void finished(Generation generation) {
            int[] tokens = generation.tokens();
            if (generation.finishReason() == FinishReason.STOP) {
                tokens = Arrays.copyOf(tokens, tokens.length + 1);
                tokens[tokens.length - 1] = endToken;
            }
            continuation.complete(tokens);
        }

        @Override
        public void failed(AlignerException error) {
            continuation.completeExceptionally(error);
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AlignerException known) {
                throw known;
            }
            throw e;
        }
    }

    private void unload() {
        Engine loaded = engine;
        if (loaded != null) {
            loaded.close();
            engine = null;
        }
    }

    @Override
    public void close() {
        unload();
        Tokenizer known = tokenizer;
        if (known != null) {
            known.close();
            tokenizer = null;
        }
    }
}
