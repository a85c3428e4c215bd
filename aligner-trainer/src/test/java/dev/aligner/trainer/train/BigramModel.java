package dev.aligner.trainer.train;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.model.Optimiser;
import dev.aligner.trainer.model.Reference;
import dev.aligner.trainer.model.TrainingModel;
import dev.aligner.trainer.model.WeightType;
import dev.aligner.trainer.objective.Objective;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A real, if small, language model in plain Java: the next token by the last one, learned by AdamW. */
final class BigramModel implements TrainingModel {
    private final int vocabulary;
    private final double[] values;
    private final double[] gradient;
    private final double[] mean;
    private final double[] square;
    private long steps;
    private int poisoned = -1;
    private int savesLeft = Integer.MAX_VALUE;

    BigramModel(int vocabulary) {
        this.vocabulary = vocabulary;
        values = new double[vocabulary * vocabulary];
        gradient = new double[values.length];
        mean = new double[values.length];
        square = new double[values.length];
    }

    @Override
    public long parameters() {
        return values.length;
    }

    @Override
    public double[][] score(List<Example> examples) {
        return score(examples, values);
    }

    @Override
    public double[][] score(List<Example> examples, Reference reference) {
        return score(examples, ((Copy) reference).copied);
    }

    private double[][] score(List<Example> examples, double[] parameters) {
        return examples.stream()
                .map(example -> {
                    double[] row = new double[example.targets()];
                    for (int t = 0; t < row.length; t++) {
                        int at = example.targetFrom() + t;
                        int last = example.tokens()[at - 1];
                        int next = example.tokens()[at];
                        row[t] = last * vocabulary + next == poisoned ? Double.NaN : logSoftmax(parameters, last)[next];
                    }
                    return row;
                })
                .toArray(double[][]::new);
    }

    private double[] logSoftmax(double[] parameters, int last) {
        double[] row = Arrays.copyOfRange(parameters, last * vocabulary, (last + 1) * vocabulary);
        double sum = Math.log(Arrays.stream(row).map(Math::exp).sum());
        return Arrays.stream(row).map(each -> each - sum).toArray();
    }

    @Override
    public double backward(List<Example> examples, Objective objective, double fusion) {
        var loss = objective.of(score(examples));
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            for (int t = 0; t < example.targets(); t++) {
                int at = example.targetFrom() + t;
                int last = example.tokens()[at - 1];
                double[] log = logSoftmax(values, last);
                for (int token = 0; token < vocabulary; token++) {
                    double hit = token == example.tokens()[at] ? 1 : 0;
                    gradient[last * vocabulary + token] += loss.gradient()[i][t] * (hit - Math.exp(log[token]));
                }
            }
        }
        return loss.value();
    }

    @Override
    public double step(Optimiser optimiser, double learningRate, double clip) {
        Optimiser.AdamW adamW = (Optimiser.AdamW) optimiser;
        double norm = Math.sqrt(Arrays.stream(gradient).map(each -> each * each).sum());
        double scale = norm > clip ? clip / norm : 1;
        if (Double.isFinite(norm)) {
            steps++;
            for (int i = 0; i < values.length; i++) {
                double each = gradient[i] * scale;
                mean[i] = adamW.beta1() * mean[i] + (1 - adamW.beta1()) * each;
                square[i] = adamW.beta2() * square[i] + (1 - adamW.beta2()) * each * each;
                double first = mean[i] / (1 - Math.pow(adamW.beta1(), (double) steps));
                double second = square[i] / (1 - Math.pow(adamW.beta2(), (double) steps));
                values[i] -= learningRate * first / (Math.sqrt(second) + adamW.epsilon());
            }
        }
        Arrays.fill(gradient, 0);
        return norm;
    }

    @Override
    public Reference reference() {
        return new Copy(values.clone());
    }

    @Override
    public float[] values() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Every bit of what is learned. */
    double[] bits() {
        return values.clone();
    }

    /** From then on the disk is full. */
    void failSavingAfter(int saves) {
        savesLeft = saves;
    }

    /** Makes a bigram's probability not a number. */
    void poison(int first, int second) {
        poisoned = first * vocabulary + second;
    }

    @Override
    public void save(Path file) {
        if (savesLeft-- <= 0) {
            throw new UncheckedIOException(new IOException("No space left on device"));
        }
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeLong(steps);
            for (double[] vector : List.of(values, mean, square)) {
                write(out, vector);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void restore(Path file) {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            steps = in.readLong();
            for (double[] vector : List.of(values, mean, square)) {
                read(in, vector);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void export(Path directory, WeightType type) {
        try {
            Files.createDirectories(directory);
            save(directory.resolve("bigrams"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {}

    private static void write(DataOutputStream out, double[] vector) throws IOException {
        for (double each : vector) {
            out.writeDouble(each);
        }
    }

    private static void read(DataInputStream in, double[] vector) throws IOException {
        for (int i = 0; i < vector.length; i++) {
            vector[i] = in.readDouble();
        }
    }

    private final class Copy implements Reference {
        private final double[] copied;

        Copy(double[] copied) {
            this.copied = copied;
        }

        @Override
        public void follow(double decay) {
            for (int i = 0; i < copied.length; i++) {
                copied[i] = decay * copied[i] + (1 - decay) * values[i];
            }
        }

        @Override
        public void save(Path file) {
            try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
                write(out, copied);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void restore(Path file) {
            try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
                read(in, copied);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {}
    }
}
