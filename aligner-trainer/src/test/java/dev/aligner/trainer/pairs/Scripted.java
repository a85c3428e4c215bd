package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.edit.Edits;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Models that follow a rule: the policy shouts some of its answers, the corrector lowers its voice. */
final class Scripted {
    static final ModelName POLICY = new ModelName("shouter", "p1");
    static final ModelName CORRECTOR = new ModelName("whisperer", "c1");

    private Scripted() {}

    /** Answers with the question and the seed; every second seed in capitals. A question "long" is refused, "break" fails. */
    static final class ShoutingPolicy implements Policy {
        final AtomicInteger asked = new AtomicInteger();

        @Override
        public ModelName name() {
            return POLICY;
        }

        @Override
        public CompletableFuture<Answer> answer(Question question, Sampling sampling) {
            asked.incrementAndGet();
            String text = question.lastTurn();
            if (text.equals("long")) {
                return CompletableFuture.failedFuture(AlignerException.tooLarge("question", "question: too long"));
            }
            if (text.equals("break")) {
                return CompletableFuture.failedFuture(new IllegalStateException("broken"));
            }
            long seed = sampling.seed() == null ? -1 : sampling.seed();
            String answer = "about " + text + " " + seed;
            return CompletableFuture.supplyAsync(
                    () -> new Answer(seed % 2 == 0 ? answer.toUpperCase(Locale.ROOT) : answer, text.equals("cut")));
        }

        @Override
        public void close() {}
    }

    /** Lower case; its margin is the answer's length. */
    static final class WhisperingCorrections implements Corrections {
        @Override
        public ModelName name() {
            return CORRECTOR;
        }

        @Override
        public CompletableFuture<Corrected> correct(Question question, String answer, @Nullable String instruction) {
            String correction = answer.toLowerCase(Locale.ROOT);
            double ratio = Edits.ratio(answer, Edits.between(answer, correction));
            Double margin = correction.equals(answer) ? null : (double) answer.length();
            return CompletableFuture.completedFuture(new Corrected(correction, ratio, margin, null));
        }

        @Override
        public void close() {}
    }
}
