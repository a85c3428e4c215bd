package dev.aligner.trainer.evaluate;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.Score;
import dev.aligner.engine.ScoreListener;
import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.example.ExampleMaker;
import dev.aligner.trainer.example.ExampleTokens;
import dev.aligner.trainer.example.Made;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What a model says of texts that are there already, many at once. What does not fit it is left out. */
final class TextScores {
    private static final Duration TIMEOUT = Duration.ofHours(1);

    private final ModelCorrector model;
    private final ExampleMaker maker;
    private final int concurrency;

    /**
     * The divergence of a text's mixture from the reference.
     *
     * @param nats over all of the text's tokens
     */
    record Divergence(double nats, int tokens) {}

    /** @param concurrency passes at once, at most what the engine's queue takes */
    TextScores(ModelCorrector model, int concurrency) {
        this.model = model;
        this.maker =
                new ExampleMaker(ExampleTokens.of(model.tokens()), model.card().contextTokens());
        this.concurrency = concurrency;
    }

    /** Of each output under the strength that made it, by its case's key. */
    Map<String, Divergence> divergences(Map<Case, Output> outputs, double strength) {
        Map<String, Divergence> found = new ConcurrentHashMap<>();
        each(List.copyOf(outputs.entrySet()), (output, done) -> {
            Optional<Example> example =
                    example(output.getKey(), output.getValue().correction());
            if (example.isEmpty()) {
                done.run();
                return;
            }
            model.compare(
                    prompt(example.get()),
                    target(example.get()),
                    strength,
                    TIMEOUT,
                    hearing(
                            score -> found.put(
                                    output.getKey().key(),
                                    new Divergence(
                                            Arrays.stream(score.divergences()).sum(), score.divergences().length)),
                            done));
        });
        return found;
    }

    /** Whether the reference, by itself, writes each answer again. */
    CopyRate copies(List<Case> cases) {
        AtomicInteger[] counts = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        each(cases, (one, done) -> {
            Optional<Example> example = example(one, one.answer());
            if (example.isEmpty()) {
                done.run();
                return;
            }
            int[] copy = target(example.get());
            model.generate(prompt(example.get()), copy, 0, copy.length, TIMEOUT, new GenerationListener() {
                @Override
                public void text(String delta) {}

                @Override
                public void finished(Generation generation) {
                    boolean copied = generation.endToken() == copy[copy.length - 1]
                            && Arrays.equals(generation.tokens(), Arrays.copyOf(copy, copy.length - 1));
                    counts[0].incrementAndGet();
                    counts[1].addAndGet(copied ? 1 : 0);
                    counts[2].addAndGet(one.good() ? 1 : 0);
                    counts[3].addAndGet(one.good() && copied ? 1 : 0);
                    done.run();
                }

                @Override
                public void failed(AlignerException error) {
                    done.run();
                }
            });
        });
        return new CopyRate(counts[0].get(), counts[1].get(), counts[2].get(), counts[3].get());
    }

    /** Of texts by themselves, without a prompt: exp of the mean surprise of all their tokens but each one's first. */
    double perplexity(List<String> texts) {
        Map<Integer, Score> scores = new ConcurrentHashMap<>();
        each(IntStream.range(0, texts.size()).boxed().toList(), (index, done) -> {
            int[] ids = model.tokens().data(texts.get(index));
            if (ids.length < 2) {
                done.run();
                return;
            }
            model.score(
                    Arrays.copyOf(ids, 1),
                    Arrays.copyOfRange(ids, 1, ids.length),
                    TIMEOUT,
                    hearing(score -> scores.put(index, score), done));
        });
        double surprise = 0;
        int tokens = 0;
        for (Score score : scores.values()) {
            surprise -= score.logProbability();
            tokens += score.tokens().length;
        }
        return tokens == 0 ? Double.NaN : Math.exp(surprise / tokens);
    }

    private interface Ask<T> {
        /** Starts something whose listener runs {@code done} at its end. */
        void of(T subject, Runnable done);
    }

    private <T> void each(List<T> subjects, Ask<T> ask) {
        Semaphore places = new Semaphore(concurrency);
        for (T subject : subjects) {
            places.acquireUninterruptibly();
            try {
                ask.of(subject, places::release);
            } catch (AlignerException e) {
                // does not fit: it is in no measure
                places.release();
            }
        }
        places.acquireUninterruptibly(concurrency);
    }

    private static ScoreListener hearing(Consumer<Score> take, Runnable done) {
        return new ScoreListener() {
            @Override
            public void scored(Score score) {
                take.accept(score);
                done.run();
            }

            @Override
            public void failed(AlignerException error) {
                done.run();
            }
        };
    }

    /** As serving would put it to the model; a named instruction is its text. */
    private Optional<Example> example(Case one, String text) {
        String asked = one.instruction();
        CorrectionRow row = new CorrectionRow(
                one.question(),
                one.answer(),
                text,
                asked == null ? null : model.card().instructions().getOrDefault(asked.strip(), asked),
                one.source(),
                null,
                CorrectionRow.TRAIN);
        return maker.make(row) instanceof Made.Kept kept ? Optional.of(kept.example()) : Optional.empty();
    }

    private static int[] prompt(Example example) {
        return Arrays.copyOf(example.tokens(), example.targetFrom());
    }

    private static int[] target(Example example) {
        return Arrays.copyOfRange(example.tokens(), example.targetFrom(), example.tokens().length);
    }
}
