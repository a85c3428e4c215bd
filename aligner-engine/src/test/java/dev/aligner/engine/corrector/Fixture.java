package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelConfig;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.StoredWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** A tiny random model with what the reference implementation computes with it. */
record Fixture(Path path, ModelConfig config, StoredWeights stored) {
    static final List<Precision> PRECISIONS = List.of(Precision.FLOAT32, Precision.BFLOAT16, Precision.INT8);

    /** With fewer positions no prompt leaves room for two windows. */
    private static final int LEAST_POSITIONS = 256;

    private static final Path RESOURCES = Path.of("src/test/resources");

    static Stream<Fixture> all() {
        return Stream.of("models", "encoder-decoders")
                .flatMap(folder -> folders(RESOURCES.resolve(folder)).stream().map(Fixture::open));
    }

    static List<Path> folders(Path parent) {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Fixture open(Path path) {
        try (ModelFiles files = ModelFiles.open(path)) {
            return new Fixture(path, files.config(), files.stored());
        }
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    boolean hasRoom() {
        return config.maxPositions() >= LEAST_POSITIONS;
    }

    boolean isDecoder() {
        return config instanceof DecoderConfig;
    }

    /** Whether its tokenizer is one: some GGUFs have merges of tokens that they do not have. The table shows which. */
    boolean speaks() {
        try (CorrectorTokens tokens = CorrectorTokens.open(path)) {
            return tokens.tokenizer().tokens() > 0;
        } catch (AlignerException e) {
            return false;
        }
    }

    /** Adapters of linear layers only, which can be beside a model. */
    static Stream<Path> adapters() {
        return folders(RESOURCES.resolve("adapters")).stream();
    }

    /** The model that PEFT saved an adapter for. */
    static Fixture baseOf(Path adapter) throws IOException {
        String model = JsonMapper.shared()
                .readTree(Files.readString(adapter.resolve("golden.json")))
                .path("model")
                .stringValue();
        return open(RESOURCES.resolve("models").resolve(model));
    }

    /** The model's files in another folder, with room for more than one window. */
    Path roomyIn(Path folder) throws IOException {
        copied(path, folder);
        Stretched.stretch(folder, LEAST_POSITIONS);
        return folder;
    }

    /** The files in another folder where they are not yet, without what the reference computed. */
    static Path copied(Path path, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path file : folders(path)) {
            Path copy = folder.resolve(file.getFileName());
            if (!String.valueOf(file.getFileName()).startsWith("golden") && !Files.exists(copy)) {
                Files.copy(file, copy);
            }
        }
        return folder;
    }
}
