package dev.aligner.trainer.model;

import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.example.Example;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The engine's tiny models, opened to be trained. */
final class Fixtures {
    static final Path MODELS = Path.of("../aligner-engine/src/test/resources/models");
    static final Path TIED = MODELS.resolve("llama-f32-tied");
    static final Trainable FULL = new Trainable.Full();
    static final Trainable LORA = Trainable.Lora.everywhere(4, 8);

    private Fixtures() {}

    static TorchTrainingModel open(Path path, Trainable trainable) {
        return open(path, trainable, Precision.FLOAT32);
    }

    static TorchTrainingModel open(Path path, Trainable trainable, Precision precision) {
        try (ModelFiles files = ModelFiles.open(path)) {
            return TorchTrainingModel.open(
                    files, trainable, new TrainingOptions(precision, TrainingOptions.Device.CPU, 1, 5));
        }
    }

    /** Examples of different lengths. */
    static List<Example> examples(int count, long seed) {
        return examples(count, seed, 200);
    }

    /** Of the first tokens of a vocabulary only. */
    static List<Example> examples(int count, long seed, int vocabulary) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int[] tokens =
                            random.ints(6 + random.nextInt(8), 0, vocabulary).toArray();
                    return new Example(tokens, 1 + random.nextInt(4));
                })
                .toList();
    }
}
