package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.GenerationTask;
import dev.aligner.engine.Score;
import dev.aligner.engine.ScoreListener;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * By how much more probable a correction is than the text it would replace. Each is scored in one pass, both at the same
 * time; the tokens with which both begin are equally probable in both and are only read. A correction that was just written
 * is not scored again.
 *
 * <p>All but {@link #cancel} happens on the engine's thread.
 */
final class MarginScoring implements GenerationTask {
    private final Listener listener;
    private final List<GenerationTask> passes = new CopyOnWriteArrayList<>();
    private @Nullable Double correction;
    private @Nullable Double unchanged;
    private Duration longest = Duration.ZERO;
    private boolean ended;

    /** Starts a pass; throws what the engine throws. */
    interface Scorer {
        GenerationTask score(int[] prompt, int[] continuation, int given, ScoreListener listener);
    }

    /** Hears of the margin, on the engine's thread. Exactly one of the two ends it. */
    interface Listener {
        /** {@code time} is that of the longer pass. */
        void measured(double margin, Duration time);

        void failed(AlignerException error);
    }

    private MarginScoring(Listener listener) {
        this.listener = listener;
    }

    /**
     * @param prompt that both follow
     * @param unchanged token ids, the end token last
     * @param correction token ids, the end token last; not the same
     * @param written log-probabilities of the correction's tokens, or empty where they are not known
     * @throws AlignerException what the engine throws; the listener is never called then
     */
    static MarginScoring start(
            int[] prompt, int[] unchanged, int[] correction, double[] written, Scorer scorer, Listener listener) {
        int shared = Arrays.mismatch(unchanged, correction);
        if (shared < 0) {
            throw new IllegalArgumentException("correction: the unchanged tokens (expected: others)");
        }
        MarginScoring scoring = new MarginScoring(listener);
        try {
            if (written.length > 0) {
                scoring.correction = Arrays.stream(written).skip(shared).sum();
            } else {
                scoring.passes.add(
                        scorer.score(prompt, correction, shared, scoring.pass(score -> scoring.correction = score)));
            }
            scoring.passes.add(
                    scorer.score(prompt, unchanged, shared, scoring.pass(score -> scoring.unchanged = score)));
            return scoring;
        } catch (RuntimeException e) {
            scoring.ended = true;
            scoring.cancel();
            throw e;
        }
    }

    private interface Keeping {
        void keep(double logProbability);
    }

    private ScoreListener pass(Keeping keeping) {
        return new ScoreListener() {
            @Override
            public void scored(Score score) {
                keeping.keep(score.logProbability());
                longest = score.total().compareTo(longest) > 0 ? score.total() : longest;
                compare();
            }

            @Override
            public void failed(AlignerException error) {
                if (!ended) {
                    ended = true;
                    cancel();
                    listener.failed(error);
                }
            }
        };
    }

    private void compare() {
        Double of = correction;
        Double against = unchanged;
        if (!ended && of != null && against != null) {
            ended = true;
            listener.measured(of - against, longest);
        }
    }

    @Override
    public void cancel() {
        passes.forEach(GenerationTask::cancel);
    }
}
