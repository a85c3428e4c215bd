package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.example.PolicyTokens;
import dev.aligner.trainer.model.Optimiser;
import dev.aligner.trainer.model.Reference;
import dev.aligner.trainer.model.Trainable;
import dev.aligner.trainer.model.TrainingModel;
import dev.aligner.trainer.model.TrainingOptions;
import dev.aligner.trainer.model.WeightType;
import dev.aligner.trainer.objective.DpoLoss;
import dev.aligner.trainer.objective.Length;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Learns by DPO with low-rank adapters. Owned by the thread that opened it. */
final class DpoLearner implements Learner {
    private static final String STATE = "state.bin";
    private static final String ADAPTER = "adapter";
    private static final double CLIP = 1.0;
    private static final Optimiser OPTIMISER = Optimiser.AdamW.standard();

    private final Settings settings;
    private final PolicyTokens tokens;
    private final TrainingModel model;
    private final Reference start;

    /**
     * How a round learns.
     *
     * @param beta of DPO's implied KL penalty
     * @param batchPairs pairs of one step
     * @param epochs over a round's pairs
     * @param maxTokens of a question and an answer together; longer pairs are left out
     */
    record Settings(
            int rank, double alpha, double learningRate, double beta, int batchPairs, int epochs, int maxTokens) {
        Settings {
            check(rank >= 1 && rank <= Trainable.Lora.MAX_RANK, "rank", rank, "1.." + Trainable.Lora.MAX_RANK);
            check(learningRate > 0, "learning-rate", learningRate, "above 0");
            check(beta > 0, "beta", beta, "above 0");
            check(batchPairs >= 1, "batch-pairs", batchPairs, ">= 1");
            check(epochs >= 1, "epochs", epochs, ">= 1");
        }

        private static void check(boolean holds, String name, Object value, String expected) {
            if (!holds) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
            }
        }
    }

    DpoLearner(Path policy, Settings settings, int threads, long seed) {
        this.settings = settings;
        try (ModelFiles files = ModelFiles.open(policy)) {
            tokens = PolicyTokens.of(files);
            model = TrainingModel.open(
                    files,
                    Trainable.Lora.everywhere(settings.rank(), settings.alpha()),
                    new TrainingOptions(Precision.FLOAT32, TrainingOptions.Device.CPU, threads, seed));
        }
        start = model.reference();
    }

    @Override
    public Learned learn(List<Outcome.Sampled> pairs, Path directory, long seed) {
        Path adapter = directory.resolve(ADAPTER);
        if (Files.exists(directory.resolve(STATE))) {
            model.restore(directory.resolve(STATE));
            return new Learned(adapter, List.of());
        }
        List<List<Example>> examples = pairs.stream()
                .map(this::examples)
                .filter(pair -> pair.stream().allMatch(one -> one.tokens().length <= settings.maxTokens()))
                .toList();
        List<Double> losses = new ArrayList<>();
        try (Reference before = model.reference()) {
            Random random = new Random(seed);
            for (int epoch = 0; epoch < settings.epochs(); epoch++) {
                List<List<Example>> shuffled = new ArrayList<>(examples);
                Collections.shuffle(shuffled, random);
                for (int first = 0; first < shuffled.size(); first += settings.batchPairs()) {
                    losses.add(step(
                            shuffled.subList(first, Math.min(first + settings.batchPairs(), shuffled.size())), before));
                }
            }
        }
        export(adapter);
        // comes last: with it the round is done
        model.save(directory.resolve(STATE));
        return new Learned(adapter, List.copyOf(losses));
    }

    private List<Example> examples(Outcome.Sampled pair) {
        Question question = pair.prompt().question();
        return List.of(
                tokens.example(question, pair.corrected().text()),
                tokens.example(question, pair.answer().text()));
    }

    private double step(List<List<Example>> pairs, Reference before) {
        List<Example> batch = pairs.stream().flatMap(List::stream).toList();
        double loss = model.backward(batch, DpoLoss.of(settings.beta(), Length.SUM, model.score(batch, before)), 0);
        double norm = model.step(OPTIMISER, settings.learningRate(), CLIP);
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FAILED, "DPO: loss " + loss + ", gradient norm " + norm + " (expected: finite)");
        }
        return loss;
    }

    private void export(Path adapter) {
        Path unfinished = adapter.resolveSibling("." + ADAPTER + ".unfinished");
        try {
            model.export(unfinished, WeightType.FLOAT32);
            if (Files.exists(adapter)) {
                for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
                    Files.move(
                            unfinished.resolve(file),
                            adapter.resolve(file),
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                }
                Files.delete(unfinished);
            } else {
                Files.move(unfinished, adapter, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(adapter + ": cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public LogProbabilities score(Question question, String answer) {
        List<Example> one = List.of(tokens.example(question, answer));
        double[] now = model.score(one)[0];
        return new LogProbabilities(sum(now), sum(model.score(one, start)[0]), now.length);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    @Override
    public void close() {
        start.close();
        model.close();
        tokens.close();
    }
}
