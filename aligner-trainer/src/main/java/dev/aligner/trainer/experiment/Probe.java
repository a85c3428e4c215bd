package dev.aligner.trainer.experiment;

import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.torch.TorchModels;
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
        return run(prompts, maxTokens, Probe::best);
    }

    /** A continuation drawn from the model's own distribution, without the end token. */
    List<int[]> draw(List<int[]> prompts, int maxTokens, Random random) {
        return run(prompts, maxTokens, scores -> draw(scores, random));
    }

    private List<int[]> run(List<int[]> prompts, int maxTokens, ToIntFunction<float[]> choose) {
        List<int[]> outputs = new ArrayList<>();
        for (int first = 0; first < prompts.size(); first += SLOTS) {
            outputs.addAll(batch(prompts.subList(first, Math.min(first + SLOTS, prompts.size())), maxTokens, choose));
        }
        return outputs;
    }

    private List<int[]> batch(List<int[]> prompts, int maxTokens, ToIntFunction<float[]> choose) {
        int[][] outputs = new int[prompts.size()][0];
        List<Segment> step = new ArrayList<>();
        for (int slot = 0; slot < prompts.size(); slot++) {
            int[] prompt = prompts.get(slot);
            step.add(new Segment(slot, 0, prompt, prompt.length - 1));
        }
        for (int length = 0; length < maxTokens && !step.isEmpty(); length++) {
            List<Segment> next = new ArrayList<>();
            try (Logits logits = model.forward(step)) {
                for (int row = 0; row < step.size(); row++) {
                    int slot = step.get(row).slot();
                    int token = choose.applyAsInt(row(logits, row));
                    if (token != endToken) {
                        outputs[slot] = Arrays.copyOf(outputs[slot], length + 1);
                        outputs[slot][length] = token;
                        next.add(new Segment(slot, prompts.get(slot).length + length, new int[] {token}, 0));
                    }
                }
            }
            step = next;
        }
        return List.of(outputs);
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
