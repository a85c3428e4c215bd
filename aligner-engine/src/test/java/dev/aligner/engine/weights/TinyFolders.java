package dev.aligner.engine.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whole folders of tiny models, for tests of what is made from them. */
public final class TinyFolders {
    private TinyFolders() {}

    /** A Llama of this many rows with a tied head, whose tokenizer is a SentencePiece fixture. */
    public static Path llama(Path folder, int vocabulary, String sentencePiece) throws IOException {
        String config = TinyLlama.replaced(TinyLlama.configJson(), "vocab_size", String.valueOf(vocabulary));
        Files.writeString(folder.resolve("config.json"), TinyLlama.replaced(config, "tie_word_embeddings", "true"));
        var file = new SafetensorsFile();
        DecoderTensors.expected(DecoderConfig.llama(
                        vocabulary, 32, 2, 4, 2, 8, 64, 1e-5, 5000, 128, true, true, true, List.of(2)))
                .forEach((name, shape) -> file.tensor(
                        name, "F32", shape, TinyLlama.encode(TensorType.F32, TinyLlama.values(name, shape))));
        Files.write(folder.resolve("model.safetensors"), file.bytes());
        Path tokenizer = SentencePieceFixtures.folder(sentencePiece);
        try (var files = Files.list(tokenizer)) {
            for (Path each : files.filter(path -> !path.endsWith("golden.json")).toList()) {
                Files.copy(each, folder.resolve(String.valueOf(each.getFileName())));
            }
        }
        return folder;
    }
}
