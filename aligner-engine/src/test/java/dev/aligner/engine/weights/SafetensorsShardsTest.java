package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsShardsTest {
    private static final int SHARDS = 3;
    private static final Map<String, long[]> EXPECTED = DecoderTensors.expected(TinyLlama.CONFIG);
    private static final String NORM = "model.norm.weight";
    private static final String UP = "model.layers.0.mlp.up_proj.weight";

    private final Path folder;
    private final Map<String, String> shardOf = new TreeMap<>();

    SafetensorsShardsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Every third tensor in the same shard. */
    @BeforeEach
    void writeModel() throws IOException {
        TinyLlama.folder(folder);
        Files.delete(folder.resolve("model.safetensors"));
        List<String> names = new ArrayList<>(EXPECTED.keySet());
        for (int i = 0; i < names.size(); i++) {
            shardOf.put(names.get(i), shard(i % SHARDS));
        }
        writeIndex();
        for (int i = 0; i < SHARDS; i++) {
            writeShard(shard(i), Map.of());
        }
    }

    private static String shard(int index) {
        return String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", index + 1, SHARDS);
    }

    private void writeIndex() throws IOException {
        String map = shardOf.entrySet().stream()
                .map(entry -> '"' + entry.getKey() + "\": \"" + entry.getValue() + '"')
                .collect(Collectors.joining(", "));
        index("{\"metadata\": {\"total_size\": 1}, \"weight_map\": {" + map + "}}");
    }

    private void index(String json) throws IOException {
        Files.writeString(folder.resolve("model.safetensors.index.json"), json);
    }

    /** What the index says, and some more. */
    private void writeShard(String shard, Map<String, long[]> more) throws IOException {
        var file = new SafetensorsFile();
        EXPECTED.forEach((name, shape) -> {
            if (shard.equals(shardOf.get(name)) && !more.containsKey(name)) {
                add(file, name, shape);
            }
        });
        more.forEach((name, shape) -> add(file, name, shape));
        // a new file, because maps of the old one may still be there
        Files.deleteIfExists(folder.resolve(shard));
        Files.write(folder.resolve(shard), file.bytes());
    }

    private static void add(SafetensorsFile file, String name, long[] shape) {
        file.tensor(name, "F32", shape, TinyLlama.encode(TensorType.F32, TinyLlama.values(name, shape)));
    }

    @Test
    void everyTensorIsReadFromItsShard() {
        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThat(model.decoder()).isEqualTo(TinyLlama.CONFIG);
            EXPECTED.forEach((name, shape) -> {
                assertThat(model.shape(name)).as(name).isEqualTo(shape);
                assertThat(Opening.floats(model, name)).as(name).isEqualTo(TinyLlama.values(name, shape));
            });
        }
    }

    @Test
    void oneFileWinsOverShardsAsInTransformers() throws IOException {
        index("{}");
        TinyLlama.folder(folder);

        ModelFiles.open(folder).close();
    }

    @Test
    void theDigestIsThatOfTheShardsDigestsInTheOrderOfTheirNames() throws IOException {
        List<String> digests = new ArrayList<>();
        for (int i = 0; i < SHARDS; i++) {
            digests.add(sha256(Files.readAllBytes(folder.resolve(shard(i)))));
        }

        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThat(model.digest())
                    .isEqualTo(sha256(String.join(" ", digests).getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceWithItsFile() throws IOException {
        String normShard = String.valueOf(shardOf.get(NORM));
        String otherShard = shardOf.values().stream()
                .filter(shard -> !shard.equals(normShard))
                .findFirst()
                .orElseThrow();
        writeShard(
                otherShard,
                Map.of(
                        NORM,
                        new long[] {32},
                        "stray",
                        new long[] {1},
                        "model.layers.0.rotary_emb.inv_freq",
                        new long[] {4}));
        shardOf.put("lm_head.weight", normShard);
        shardOf.put("listed", normShard);
        writeIndex();
        writeShard(normShard, Map.of(UP, new long[] {32, 64}));
        shardOf.put("lm_head.weight", "model-00009-of-00003.safetensors");
        shardOf.put(UP, normShard);
        shardOf.put("gone", "model-00009-of-00003.safetensors");
        writeIndex();

        assertThat(Opening.refusal(folder))
                .startsWith(folder.resolve("model.safetensors.index.json") + ": ")
                .contains(
                        NORM + ": in " + otherShard + " (expected: only in " + normShard + ", as weight_map says)",
                        "stray: in " + otherShard + " (expected: named by weight_map)",
                        "listed: not in " + normShard + " (expected: there, as weight_map says)",
                        UP + " in " + normShard + ": shape [32, 64] (expected: [64, 32])",
                        "lm_head.weight: in " + normShard + " (expected: only in model-00009-of-00003.safetensors,",
                        "model-00009-of-00003.safetensors: missing (expected: beside the index, which names it)")
                .doesNotContain("gone", "inv_freq", NORM + ": missing");
    }

    @Test
    void aBrokenShardIsNamedBesideTheOthers() throws IOException {
        Files.write(folder.resolve(shard(0)), new byte[7]);
        byte[] whole = Files.readAllBytes(folder.resolve(shard(1)));
        Files.write(folder.resolve(shard(1)), Arrays.copyOf(whole, whole.length - 4));

        assertThat(Opening.refusal(folder))
                .startsWith(folder.resolve("model.safetensors.index.json") + ": 2 problems: ")
                .contains(folder.resolve(shard(0)) + ": size: 7 bytes", folder.resolve(shard(1)) + ": ", "data_offsets")
                .doesNotContain("missing");
    }

    @Test
    void aTensorThatTheIndexForgetsIsMissing() throws IOException {
        shardOf.remove(NORM);
        writeIndex();
        for (int i = 0; i < SHARDS; i++) {
            writeShard(shard(i), Map.of());
        }

        assertThat(Opening.refusal(folder)).contains(NORM + ": missing (expected: shape [32])");
    }

    @Test
    void anIndexLeadsToFilesBesideItAndNowhereElse() throws IOException {
        index("{\"weight_map\": {\"a\": \"../other/model.safetensors\", \"b\": \"/etc/passwd\", \"c\": 1,"
                + " \"d\": \".safetensors\", \"e\": \"sub/m.safetensors\", \"f\": \"..\\\\m.safetensors\"}}");

        assertThat(Opening.refusal(folder))
                .contains(": 6 problems: ", "weight_map: a: \"../other/model.safetensors\" (expected: the name of a");
    }

    @Test
    void anIndexWithoutAMapIsRefused() throws IOException {
        index("{}");
        assertThat(Opening.refusal(folder)).contains("weight_map: JSON MISSING (expected: an object, tensor to file)");

        index("{\"weight_map\": {}}");
        assertThat(Opening.refusal(folder)).contains("weight_map: JSON OBJECT (expected: an object");

        index("{\"weight_map\": {\"a\": \"m.safetensors\", \"a\": \"n.safetensors\"}}");
        assertThat(Opening.refusal(folder)).contains("broken JSON", "Duplicate");
    }

    @Test
    void aTiedHeadInAnotherShardIsComparedWithTheEmbedding() throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                TinyLlama.replaced(TinyLlama.configJson(), "tie_word_embeddings", "true"));

        assertThat(Opening.refusal(folder)).contains("lm_head.weight: F32 [8, 32], no copy of the embedding");
    }
}
