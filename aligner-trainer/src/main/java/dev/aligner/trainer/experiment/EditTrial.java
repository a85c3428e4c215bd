package dev.aligner.trainer.experiment;

import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.experiment.EditWorld.Row;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Measures a corrector of {@link EditWorld} on held-out rows. */
record EditTrial(List<Row> rows) {
    static final SmallModel MODEL = new SmallModel(EditWorld.VOCABULARY, 64, 2, EditWorld.END);
    static final int BATCH = 16;
    static final double RATE = 3e-3;

    /**
     * Held-out cross-entropy in nats per target token.
     *
     * @param changed of the tokens that the answer does not foretell
     * @param copied of the others
     */
    record CrossEntropy(double all, double changed, double copied) {}

    CrossEntropy crossEntropy(Apprentice apprentice, Function<Row, Example> form) {
        double[] sums = new double[2];
        int[] tokens = new int[2];
        for (int first = 0; first < rows.size(); first += BATCH) {
            List<Row> batch = rows.subList(first, Math.min(first + BATCH, rows.size()));
            double[][] scores = apprentice.score(batch.stream().map(form).toList());
            for (int i = 0; i < scores.length; i++) {
                for (int token = 0; token < scores[i].length; token++) {
                    int kind = batch.get(i).changed()[token] ? 1 : 0;
                    sums[kind] -= scores[i][token];
                    tokens[kind]++;
                }
            }
        }
        return new CrossEntropy(
                (sums[0] + sums[1]) / (tokens[0] + tokens[1]), sums[1] / tokens[1], sums[0] / tokens[0]);
    }

    /** What a corrector writes for each row, greedily. */
    List<int[]> outputs(Apprentice apprentice, Function<Row, Example> form) {
        try (Scratch scratch = Scratch.make()) {
            apprentice.export(scratch.path("trained"));
            try (Probe probe = new Probe(scratch.path("trained"), EditWorld.END)) {
                return probe.greedy(
                        rows.stream()
                                .map(form)
                                .map(example -> Arrays.copyOf(example.tokens(), example.targetFrom()))
                                .toList(),
                        EditWorld.MAX_ANSWER);
            }
        }
    }

    /** 1 less the edit ratio between output and correction, the mean over rows. */
    double similarity(List<int[]> outputs) {
        return IntStream.range(0, rows.size())
                .mapToDouble(i -> similarity(rows.get(i).correction(), outputs.get(i)))
                .average()
                .orElse(Double.NaN);
    }

    /** Between answer and output, the mean over rows. */
    double editRatio(List<int[]> outputs) {
        return IntStream.range(0, rows.size())
                .mapToDouble(i -> 1 - similarity(rows.get(i).answer(), outputs.get(i)))
                .average()
                .orElse(Double.NaN);
    }

    private static double similarity(int[] correction, int[] output) {
        String wanted = text(correction);
        List<Edit> edits = Edits.between(wanted, text(output));
        return 1 - Edits.ratio(wanted, edits);
    }

    /** A character for each word, of a script without spaces, so that each is a unit of comparison. */
    private static String text(int[] words) {
        return Arrays.stream(words)
                .mapToObj(word -> Character.toString(0x4e00 + word))
                .reduce("", String::concat);
    }

    /** Share of outputs that are exactly the correction. */
    double right(List<int[]> outputs) {
        return IntStream.range(0, rows.size())
                .mapToDouble(i -> Arrays.equals(rows.get(i).correction(), outputs.get(i)) ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }
}
