package dev.aligner.engine.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Whole folders of tiny models, for tests of what is made from them. */
public final class TinyFolders {
    private static final int ROWS = 600;
    private static final List<String> SHARDS =
            List.of("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");

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
        copyTokenizer(sentencePiece, folder);
        return folder;
    }

    private static void copyTokenizer(String sentencePiece, Path folder) throws IOException {
        try (var files = Files.list(SentencePieceFixtures.folder(sentencePiece))) {
            for (Path each : files.filter(path -> !path.endsWith("golden.json")).toList()) {
                Files.copy(each, folder.resolve(String.valueOf(each.getFileName())));
            }
        }
    }

    /**
     * A Llama that writes by SentencePiece, of values as small as a random model's are at its beginning; the same at each
     * call.
     *
     * @param sharded whether its weights are in two files with an index
     */
    public static Path pieces(Path folder, int positions, boolean sharded) throws IOException {
        if (Files.exists(folder.resolve("config.json"))) {
            return folder;
        }
        DecoderConfig model =
                DecoderConfig.llama(ROWS, 32, 2, 4, 2, 8, 64, 1e-5, 5000, positions, true, true, true, List.of(2));
        String config = TinyLlama.replaced(TinyLlama.configJson(), "vocab_size", String.valueOf(ROWS));
        config = TinyLlama.replaced(config, "tie_word_embeddings", "true");
        config = TinyLlama.replaced(config, "max_position_embeddings", String.valueOf(positions));
        Files.writeString(folder.resolve("config.json"), TinyLlama.replaced(config, "eos_token_id", "2"));
        copyTokenizer("llama", folder);
        List<SafetensorsFile> files =
                sharded ? List.of(new SafetensorsFile(), new SafetensorsFile()) : List.of(new SafetensorsFile());
        List<String> map = new ArrayList<>();
        for (Map.Entry<String, long[]> tensor : DecoderTensors.expected(model).entrySet()) {
            int file = map.size() % files.size();
            byte[] bytes = TinyLlama.encode(TensorType.F32, small(tensor.getKey(), tensor.getValue()));
            files.get(file).tensor(tensor.getKey(), "F32", tensor.getValue(), bytes);
            map.add('"' + tensor.getKey() + "\": \"" + SHARDS.get(file) + '"');
        }
        if (!sharded) {
            Files.write(folder.resolve(SafetensorsModel.WEIGHTS), files.get(0).bytes());
            return folder;
        }
        for (int i = 0; i < files.size(); i++) {
            Files.write(folder.resolve(SHARDS.get(i)), files.get(i).bytes());
        }
        Files.writeString(
                folder.resolve(ShardIndex.FILE),
                "{\"metadata\": {\"total_size\": 1}, \"weight_map\": {" + String.join(", ", map) + "}}");
        return folder;
    }

    private static float[] small(String name, long[] shape) {
        Random random = new Random(name.hashCode());
        float[] values = new float[(int) StoredTensor.elements(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.25 * random.nextGaussian()) + (name.contains("norm") ? 1 : 0);
        }
        return values;
    }
}
