package dev.aligner.engine.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Tells from what lies at a path how to open it. */
final class ModelPath {
    private static final String EXPECTED =
            "a *.gguf file, a folder that holds exactly one, or a folder with config.json and model.safetensors";

    private ModelPath() {}

    static ModelFiles open(Path path) {
        if (Files.isRegularFile(path) && isGguf(path)) {
            return GgufModel.open(path);
        }
        if (!Files.isDirectory(path)) {
            String found = Files.exists(path) ? "a file of another kind" : "nothing there";
            throw Problems.fatal(path, found + " (expected: " + EXPECTED + ")");
        }
        if (Files.exists(path.resolve(SafetensorsModel.WEIGHTS)) || SafetensorsModel.isSharded(path)) {
            return SafetensorsModel.open(path);
        }
        // a GGUF's folder often keeps the config.json that it was converted from
        List<Path> ggufs = ggufs(path);
        if (ggufs.size() == 1) {
            return GgufModel.open(ggufs.get(0));
        }
        if (ggufs.isEmpty() && Files.exists(path.resolve(HuggingFaceConfig.FILE))) {
            return SafetensorsModel.open(path);
        }
        throw Problems.fatal(path, "a folder with " + ggufs.size() + " *.gguf files (expected: " + EXPECTED + ")");
    }

    private static List<Path> ggufs(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.isRegularFile(entry) && isGguf(entry))
                    .toList();
        } catch (IOException e) {
            throw Problems.fatal(folder, "cannot be listed (expected: " + EXPECTED + ")", e);
        }
    }

    static boolean isGguf(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".gguf");
    }
}
