package dev.aligner.trainer.train;

import dev.aligner.trainer.model.TrainingModel;
import dev.aligner.trainer.model.WeightType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The trained model as it was when it was last exported to draw self-samples. It is exported when it is first needed, so
 * that a run whose rows bring their samples never is.
 */
final class SampledModel {
    private static final String NAME = "sampling";

    private final Path folder;
    private boolean exported;
    private boolean loaded;

    SampledModel(Path folder) {
        this.folder = folder;
    }

    void loadInto(SelfSampler sampler, TrainingModel model) {
        if (!exported) {
            model.export(folder, WeightType.FLOAT32);
            exported = true;
        }
        if (!loaded) {
            sampler.load(folder);
            loaded = true;
        }
    }

    void refresh(TrainingModel model) {
        if (exported) {
            model.export(folder, WeightType.FLOAT32);
            loaded = false;
        }
    }

    void save(Path directory) throws IOException {
        if (exported) {
            copy(folder, directory.resolve(NAME));
        }
    }

    void restore(Path directory) throws IOException {
        Path saved = directory.resolve(NAME);
        if (Files.exists(saved)) {
            copy(saved, folder);
            exported = true;
            loaded = false;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(from)) {
            files = entries.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Files.createDirectories(to);
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
