package dev.aligner.spark.executor;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkFiles;

/**
 * A model's files on this machine: at a path that all machines share, or among the files that Spark brought here, once for
 * each executor ({@code --files model.gguf}, {@code --archives model.zip#model}). They are never part of a broadcast.
 */
final class ModelFolder {
    private ModelFolder() {}

    /** The path itself where something lies there, else that name among Spark's files; what is there, the loader says. */
    static Path of(String path) {
        Path given = Path.of(path);
        if (given.isAbsolute() || Files.exists(given)) {
            return given;
        }
        Path brought = Path.of(SparkFiles.get(path));
        return Files.exists(brought) ? brought : given;
    }
}
