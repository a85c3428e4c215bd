package dev.aligner.trainer.experiment;

import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.torch.Steerable;
import dev.aligner.engine.torch.TorchModels;
import dev.aligner.engine.weights.ControlVectors;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.example.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/** What a small model says, on the serving engine's own model. Owned by the thread that opened it. */
final class Probe implements AutoCloseable {
    private static final int SLOTS = 64;

    private final LanguageModel model;
    private final int endToken;

    Probe(Path directory, int endToken) {
        this.endToken = endToken;
        try (ModelFiles files = ModelFiles.open(directory)) {
            model = TorchModels.load(files, Precision.FLOAT32, SLOTS, SmallModel.CONTEXT, 1);
        }
    }

    /** The most probable continuation of each prompt, without the end token. */
    List<int[]> greedy(List<int[]> prompts, int maxTokens) {
        return greedy(prompts, maxTokens, 0);
    }

    /** The same, steered. */
    List<int[]> greedy(List<int[]> prompts, int maxTokens, double scale) {
        return run(prompts, maxTokens, scale, this::rows, Probe::best);
    }

    void steerBy(ControlVectors vectors) {
        ((Steerable) model).steerBy(vectors);
    }

    /** Index of the first token of a text that the model would not have written, greedily; its length if there is none. */
    int departure(int[] prompt, int[] text) {
        int[] all = EditWorld.join(prompt, text);
        int[] seen = Arrays.copyOf(all, all.length - 1);
        int departure = 0;
        try (Logits logits = model.forward(List.of(new Segment(0, 0, seen, prompt.length - 1)))) {
            while (departure < text.length && logits.best(departure) == text[departure]) {
                departure++;
            }
        }
        return departure;
    }

    /** What each layer leaves where a token of the text is to be written: {@code [layers][width]}. */
    float[][] state(int[] prompt, int[] text, int index) {
        int[] seen = Arrays.copyOf(EditWorld.join(prompt, text), prompt.length + index);
        return Arrays.stream(((Steerable) model).states(List.of(new Segment(0, 0, seen, seen.length - 1))))
                .map(rows -> rows[0])
                .toArray(float[][]::new);
    }

    /** A continuation drawn from the model's own distribution, without the end token. */
    List<int[]> draw(List<int[]> prompts, int maxTokens, Random random) {
        return run(prompts, maxTokens, 0, this::rows, scores -> draw(scores, random));
    }

    /** One drawn from reference + strength * (this - reference), raw logits. */
    List<int[]> drawMixed(Probe reference, double strength, List<int[]> prompts, int maxTokens, Random random) {
        return run(
                prompts,
                maxTokens,
                0,
                step -> {
                    List<float[]> mixed = rows(step);
                    List<float[]> others = reference.rows(step);
                    for (int row = 0; row < mixed.size(); row++) {
                        float[] scores = mixed.get(row);
                        float[] other = others.get(row);
                        for (int token = 0; token < scores.length; token++) {
                            scores[token] = (float) (other[token] + strength * (scores[token] - other[token]));
                        }
                    }
                    return mixed;
                },
                scores -> draw(scores, random));
    }

    private interface Step {
        List<float[]> of(List<Segment> segments);
    }

    private List<float[]> rows(List<Segment> step) {
        List<float[]> rows = new ArrayList<>();
        try (Logits logits = model.forward(step)) {
            for (int row = 0; row < logits.rows(); row++) {
                rows.add(row(logits, row));
            }
        }
        return rows;
    }

    private List<int[]> run(
            List<int[]> prompts, int maxTokens, double scale, Step model, ToIntFunction<float[]> choose) {
        List<int[]> outputs = new ArrayList<>();
        for (int first = 0; first < prompts.size(); first += SLOTS) {
            outputs.addAll(batch(
                    prompts.subList(first, Math.min(first + SLOTS, prompts.size())), maxTokens, scale, model, choose));
        }
        return outputs;
    }

    private List<int[]> batch(
            List<int[]> prompts, int maxTokens, double scale, Step model, ToIntFunction<float[]> choose) {
        int[][] outputs = new int[prompts.size()][0];
        List<Segment> step = new ArrayList<>();
        for (int slot = 0; slot < prompts.size(); slot++) {
            int[] prompt = prompts.get(slot);
            step.add(new Segment(slot, 0, prompt, prompt.length - 1, under(prompt, scale)));
        }
        for (int length = 0; length < maxTokens && !step.isEmpty(); length++) {
            List<Segment> next = new ArrayList<>();
            List<float[]> rows = model.of(step);
            for (int row = 0; row < step.size(); row++) {
                int slot = step.get(row).slot();
                int token = choose.applyAsInt(rows.get(row));
                if (token != endToken) {
                    outputs[slot] = Arrays.copyOf(outputs[slot], length + 1);
                    outputs[slot][length] = token;
                    int[] prompt = prompts.get(slot);
                    next.add(new Segment(slot, prompt.length + length, new int[] {token}, 0, under(prompt, scale)));
                }
            }
            step = next;
        }
        return List.of(outputs);
    }

    private static Conditioning under(int[] prompt, double scale) {
        return new Conditioning(prompt.length, Conditioning.NO_ADAPTER, scale);
    }

    /** Whether each target token is the most probable one after the right tokens before it. */
    boolean[] forced(Example example) {
        int targets = example.targets();
        int[] seen = Arrays.copyOf(example.tokens(), example.tokens().length - 1);
        boolean[] right = new boolean[targets];
        try (Logits logits = model.forward(List.of(new Segment(0, 0, seen, example.targetFrom() - 1)))) {
            for (int target = 0; target < targets; target++) {
                right[target] = best(row(logits, target)) == example.tokens()[example.targetFrom() + target];
            }
        }
        return right;
    }

    private float[] row(Logits logits, int row) {
        float[] scores = new float[model.shape().vocabulary()];
        logits.copyRow(row, scores);
        return scores;
    }

    private static int best(float[] scores) {
        int best = 0;
        for (int token = 1; token < scores.length; token++) {
            best = scores[token] > scores[best] ? token : best;
        }
        return best;
    }

    private static int draw(float[] scores, Random random) {
        double top = scores[best(scores)];
        double[] weights = new double[scores.length];
        double total = 0;
        for (int token = 0; token < scores.length; token++) {
            weights[token] = Math.exp(scores[token] - top);
            total += weights[token];
        }
        double left = random.nextDouble() * total;
        for (int token = 0; token < scores.length; token++) {
            left -= weights[token];
            if (left < 0) {
                return token;
            }
        }
        return best(scores);
    }

    @Override
    public void close() {
        model.close();
    }
}
