package dev.aligner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Sampling;
import dev.aligner.engine.decode.TokenChooser;
import dev.aligner.engine.draft.AnswerDraft;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.schedule.PlannedSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What is sampled with a draft is distributed as without one: by exact enumeration. The probabilities are eighths, so
 * that the middles of the eighths stand for all random numbers, and outputs have at most three tokens.
 */
class SampledDraftsTest {
    private static final int EIGHTHS = 8;
    private static final int LONGEST = 3;
    private static final int END = 2;
    private static final int VOCABULARY = 3;
    private static final int PROMPT = 0;
    private static final Sampling SAMPLING = new Sampling(1, 0, 1, 1, 0, null, null, List.of());

    @Property(tries = 20)
    void everyDraftLeavesTheDistributionAsItIs(@ForAll long seed) {
        Map<List<Integer>, Integer> plain = exact(seed);
        assertThat(plain.values().stream().mapToInt(i -> i).sum()).isEqualTo(EIGHTHS * EIGHTHS * EIGHTHS);
        for (int[] draft : texts()) {
            assertThat(sampled(seed, draft))
                    .as("draft %s", Arrays.toString(draft))
                    .isEqualTo(plain);
        }
    }

    @Example
    void aDraftThatIsTakenForGrantedWouldChangeTheDistribution() {
        long seed = 3;
        int[] draft = {0, 1};
        Map<List<Integer>, Integer> granted = new HashMap<>();
        for (double[] points : allPoints()) {
            List<Integer> output = new ArrayList<>(List.of(0, 1));
            int next = at(weights(seed, output), points[2]);
            output.add(next);
            granted.merge(output, 1, Integer::sum);
        }
        assertThat(granted).isNotEqualTo(sampled(seed, draft));
    }

    /** Products of the probabilities, in 1/512. */
    private static Map<List<Integer>, Integer> exact(long seed) {
        Map<List<Integer>, Integer> exact = new HashMap<>();
        extend(seed, List.of(), EIGHTHS * EIGHTHS * EIGHTHS, exact);
        return exact;
    }

    private static void extend(long seed, List<Integer> begun, int share, Map<List<Integer>, Integer> exact) {
        int[] weights = weights(seed, begun);
        for (int token = 0; token < VOCABULARY; token++) {
            List<Integer> longer = new ArrayList<>(begun);
            longer.add(token);
            int part = share * weights[token] / EIGHTHS;
            if (part > 0 && (token == END || longer.size() == LONGEST)) {
                exact.merge(longer, part, Integer::sum);
            } else if (part > 0) {
                extend(seed, longer, part, exact);
            }
        }
    }

    private static Map<List<Integer>, Integer> sampled(long seed, int[] draft) {
        Map<List<Integer>, Integer> sampled = new HashMap<>();
        for (double[] points : allPoints()) {
            sampled.merge(output(seed, draft, points), 1, Integer::sum);
        }
        return sampled;
    }

    /** As the engine writes it: a step for each choice, the draft's next tokens computed with the last known one. */
    private static List<Integer> output(long seed, int[] text, double[] points) {
        int[] drawn = {0};
        TokenChooser chooser = new TokenChooser(SAMPLING, () -> points[drawn[0]++]);
        AnswerDraft draft = new AnswerDraft(text, new int[] {PROMPT});
        int[] output = new int[LONGEST];
        int count = 0;
        int[] proposed = Arrays.copyOf(draft.first(), Math.min(draft.first().length, LONGEST - 1));
        while (true) {
            int[] computed = new int[proposed.length + 1];
            computed[0] = count == 0 ? PROMPT : output[count - 1];
            System.arraycopy(proposed, 0, computed, 1, proposed.length);
            PlannedSequence share =
                    new PlannedSequence(1, List.of(new Segment(0, count, computed, 0)), true, proposed.length);
            List<Integer> begun =
                    IntStream.of(Arrays.copyOf(output, count)).boxed().toList();
            Choice choice = Choice.of(
                    share,
                    new Table(seed, begun, proposed),
                    new float[VOCABULARY],
                    chooser,
                    Set.of(END),
                    new Likelihood(new int[0]));
            for (int i = 0; i < choice.count(); i++) {
                output[count++] = choice.tokens()[i];
            }
            if (output[count - 1] == END || count == LONGEST) {
                return IntStream.of(Arrays.copyOf(output, count)).boxed().toList();
            }
            int[] next = draft.next(output, count, choice.drafted(), choice.accepted(), acceptance -> LONGEST);
            proposed = Arrays.copyOf(next, Math.min(next.length, LONGEST - 1 - count));
        }
    }

    /** Eighths of each token after a beginning; drawn from the seed, some of them 0. */
    private static int[] weights(long seed, List<Integer> begun) {
        int hash = Long.hashCode(seed * 1_000_003 + begun.hashCode() * 31L);
        int first = Math.floorMod(hash, EIGHTHS + 1);
        int second = Math.floorMod(hash / 16, EIGHTHS + 1 - first);
        return new int[] {first, second, EIGHTHS - first - second};
    }

    private static int at(int[] weights, double point) {
        double passed = 0;
        for (int token = 0; token < weights.length; token++) {
            passed += weights[token] / (double) EIGHTHS;
            if (point < passed) {
                return token;
            }
        }
        throw new IllegalStateException("weights that are no probabilities");
    }

    private static List<double[]> allPoints() {
        return IntStream.range(0, EIGHTHS * EIGHTHS * EIGHTHS)
                .mapToObj(i ->
                        new double[] {middle(i % EIGHTHS), middle(i / EIGHTHS % EIGHTHS), middle(i / EIGHTHS / EIGHTHS)
                        })
                .toList();
    }

    private static double middle(int eighth) {
        return (eighth + 0.5) / EIGHTHS;
    }

    /** All of up to three tokens. */
    private static List<int[]> texts() {
        List<int[]> texts = new ArrayList<>(List.of(new int[0]));
        for (int length = 1; length <= LONGEST; length++) {
            for (int bits = 0; bits < 1 << length; bits++) {
                int all = bits;
                texts.add(IntStream.range(0, length).map(i -> all >> i & 1).toArray());
            }
        }
        return texts;
    }

    /** Scores after a beginning and after each of the tokens computed with it. */
    private record Table(long seed, List<Integer> begun, int[] proposed) implements Logits {
        @Override
        public int rows() {
            return proposed.length + 1;
        }

        @Override
        public int best(int row) {
            throw new UnsupportedOperationException();
        }

        @Override
        public double logProbability(int row, int token) {
            return Math.log(eighths(row)[token] / (double) EIGHTHS);
        }

        @Override
        public void copyRow(int row, float[] target) {
            int[] eighths = eighths(row);
            for (int token = 0; token < VOCABULARY; token++) {
                target[token] = (float) Math.log(eighths[token] / (double) EIGHTHS);
            }
        }

        private int[] eighths(int row) {
            List<Integer> before = new ArrayList<>(begun);
            IntStream.of(proposed).limit(row).forEach(before::add);
            return weights(seed, before);
        }

        @Override
        public void close() {}
    }
}
