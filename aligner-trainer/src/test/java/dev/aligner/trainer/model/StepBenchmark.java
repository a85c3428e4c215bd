package dev.aligner.trainer.model;

import com.sun.management.OperatingSystemMXBean;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.objective.SftLoss;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One half of {@code benchmarks/training/compare.sh}: for each line on standard input a round of steps, answered by its
 * wall and processor seconds a step. Arguments: model, rank (0 for full), then options as plain.py has them.
 */
final class StepBenchmark {
    private StepBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int rank = Integer.parseInt(arguments[1]);
        int tokens = option(arguments, "--tokens", 128);
        int steps = option(arguments, "--steps", 2);
        Trainable trainable = rank == 0 ? new Trainable.Full() : Trainable.Lora.everywhere(rank, rank);
        int threads = Integer.parseInt(System.getenv().getOrDefault("OMP_NUM_THREADS", "2"));
        TrainingOptions options = new TrainingOptions(Precision.BFLOAT16, TrainingOptions.Device.CPU, threads, 1);
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (ModelFiles files = ModelFiles.open(Path.of(arguments[0]));
                TrainingModel model = TrainingModel.open(files, trainable, options)) {
            Random random = new Random(1);
            int vocabulary = files.config().vocabulary();
            List<Example> batch = Stream.generate(
                            () -> new Example(random.ints(tokens, 0, vocabulary).toArray(), tokens / 2))
                    .limit(option(arguments, "--batch", 16))
                    .toList();
            out.println("ready");
            while (in.readLine() != null) {
                long started = System.nanoTime();
                long used = processorNanos();
                for (int step = 0; step < steps; step++) {
                    model.backward(batch, SftLoss.plain(), 0);
                    model.step(Optimiser.AdamW.standard(), 1e-4, 1);
                }
                out.println(
                        (System.nanoTime() - started) / 1e9 / steps + " " + (processorNanos() - used) / 1e9 / steps);
            }
        }
    }

    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static int option(String[] arguments, String name, int otherwise) {
        int at = Arrays.asList(arguments).indexOf(name);
        return at < 0 ? otherwise : Integer.parseInt(arguments[at + 1]);
    }
}
