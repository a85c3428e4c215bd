package dev.aligner.trainer.evaluate;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.engine.corrector.Watched;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.example.ExampleMaker;
import dev.aligner.trainer.example.ExampleTokens;
import dev.aligner.trainer.example.Made;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The states in which a corrector departs from the answer, beside those in which it copies it. A recipe of our own, not a
 * published one: while the corrector reads an answer as its own correction, its state is taken where it would first write
 * another token, and at one earlier token, drawn at random, where it would write the answer's; of an answer that it would
 * copy whole only the latter.
 */
final class Contrast {
    private final Sum correcting = new Sum();
    private final Sum copying = new Sum();

    private static final class Sum {
        private int count;
        private double[][] layers = {};

        void add(float[][] state) {
            if (count++ == 0) {
                layers = new double[state.length][state[0].length];
            }
            for (int layer = 0; layer < state.length; layer++) {
                for (int i = 0; i < state[layer].length; i++) {
                    layers[layer][i] += state[layer][i];
                }
            }
        }
    }

    /** Of a corrector that is asked for nothing else meanwhile. */
    static Contrast of(ModelCorrector corrector, List<Case> cases, long seed) {
        Contrast contrast = new Contrast();
        ExampleMaker maker = new ExampleMaker(
                ExampleTokens.of(corrector.tokens()), corrector.card().contextTokens());
        SplittableRandom random = new SplittableRandom(seed);
        for (Case one : cases) {
            CorrectionRow copied = new CorrectionRow(
                    one.question(),
                    one.answer(),
                    one.answer(),
                    one.instruction(),
                    one.source(),
                    null,
                    CorrectionRow.TRAIN);
            if (maker.make(copied) instanceof Made.Kept kept) {
                contrast.add(corrector, kept.example(), random);
            }
        }
        return contrast;
    }

    private void add(ModelCorrector corrector, Example example, SplittableRandom random) {
        int[] prompt = Arrays.copyOf(example.tokens(), example.targetFrom());
        int[] text = Arrays.copyOfRange(example.tokens(), example.targetFrom(), example.tokens().length);
        Watched watched = corrector.watch(prompt, text, departure -> positions(departure, text.length, random));
        boolean departs = watched.departure() < text.length;
        for (int i = 0; i < watched.states().length; i++) {
            (departs && i == 0 ? correcting : copying).add(watched.states()[i]);
        }
    }

    private static int[] positions(int departure, int length, SplittableRandom random) {
        if (departure == length) {
            return new int[] {random.nextInt(length)};
        }
        return departure == 0 ? new int[] {0} : new int[] {departure, random.nextInt(departure)};
    }

    int correcting() {
        return correcting.count;
    }

    int copying() {
        return copying.count;
    }

    /**
     * From copying to correcting: the difference of the means behind each layer of a band, each divided by the band's
     * length, so that all of them together move a state about as far as one difference.
     *
     * @return {@code [layers][width]}
     */
    float[][] vectors(int from, int to) {
        if (correcting.count == 0 || copying.count == 0) {
            throw AlignerException.invalidField(
                    "contrast",
                    "contrast: " + correcting.count + " states of correcting and " + copying.count
                            + " of copying (expected: some of both)");
        }
        int layers = correcting.layers.length;
        float[][] vectors = new float[layers][];
        for (int layer = 0; layer < layers; layer++) {
            vectors[layer] = new float[correcting.layers[layer].length];
            for (int i = 0; i < vectors[layer].length; i++) {
                double difference =
                        correcting.layers[layer][i] / correcting.count - copying.layers[layer][i] / copying.count;
                vectors[layer][i] = (float) (difference / (to - from + 1));
            }
        }
        return vectors;
    }

    /** Directions drawn at random, behind each layer as long as the given one. */
    static float[][] random(float[][] like, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] drawn = new float[like.length][];
        for (int layer = 0; layer < like.length; layer++) {
            double[] gaussian = new double[like[layer].length];
            for (int i = 0; i < gaussian.length; i++) {
                gaussian[i] = random.nextGaussian();
            }
            double factor = norm(like[layer])
                    / Math.sqrt(Arrays.stream(gaussian).map(each -> each * each).sum());
            drawn[layer] = new float[gaussian.length];
            for (int i = 0; i < gaussian.length; i++) {
                drawn[layer][i] = (float) (factor * gaussian[i]);
            }
        }
        return drawn;
    }

    static double norm(float[] vector) {
        double sum = 0;
        for (float each : vector) {
            sum += (double) each * each;
        }
        return Math.sqrt(sum);
    }
}
