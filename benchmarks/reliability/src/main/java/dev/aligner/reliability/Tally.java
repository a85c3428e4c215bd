package dev.aligner.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Counts what became of requests. Safe to call from any thread. */
final class Tally {
    private static final int EXAMPLES = 5;
    private static final int END = 160;

    private final Predicate<Reply> allowed;
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final List<double[]> answered = new ArrayList<>();
    private final List<Double> refused = new ArrayList<>();
    private long sent;
    private long lost;
    private final List<String> examples = new ArrayList<>();

    /** @param allowed beside a good answer; everything else is lost */
    Tally(Predicate<Reply> allowed) {
        this.allowed = allowed;
    }

    /** Nothing but good answers. */
    static Tally ofAnswers() {
        return new Tally(reply -> false);
    }

    /** Good answers, and refusals that say when to come back. */
    static Tally ofAnswersAndRefusals() {
        return new Tally(Reply::isShed);
    }

    synchronized void add(Reply reply) {
        sent++;
        outcomes.merge(reply.outcome(), 1L, Long::sum);
        if (reply.isOk()) {
            answered.add(new double[] {reply.atMillis(), reply.millis()});
        } else if (reply.isShed()) {
            refused.add(reply.millis());
        }
        if (!reply.isOk() && !allowed.test(reply)) {
            lost++;
            if (lost <= EXAMPLES) {
                examples.add(reply.asked() + ": " + reply.outcome() + " " + end(reply.body()));
            }
        }
    }

    synchronized long sent() {
        return sent;
    }

    synchronized Map<String, Long> outcomes() {
        return new TreeMap<>(outcomes);
    }

    synchronized long answered() {
        return answered.size();
    }

    synchronized long refused() {
        return refused.size();
    }

    synchronized long lost() {
        return lost;
    }

    /** Some of the lost ones, in words; null if none is. */
    synchronized @Nullable String lostOnes() {
        return examples.isEmpty() ? null : String.join("; ", examples);
    }

    private static String end(String body) {
        String line = body.replaceAll("\\s+", " ").strip();
        return line.substring(Math.max(0, line.length() - END));
    }

    /** Milliseconds of the good answers. */
    synchronized Quantiles millis() {
        return new Quantiles(answered.stream().mapToDouble(one -> one[1]).toArray());
    }

    /** Milliseconds of the good answers to what was sent in between, in milliseconds from the begin. */
    synchronized Quantiles millis(double from, double to) {
        return new Quantiles(answered.stream()
                .filter(one -> one[0] >= from && one[0] < to)
                .mapToDouble(one -> one[1])
                .toArray());
    }

    synchronized Quantiles refusalMillis() {
        return new Quantiles(refused.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
