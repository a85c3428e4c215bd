package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsModelTest {
    private static final Map<String, long[]> EXPECTED = DecoderTensors.expected(TinyLlama.CONFIG);
    private static final String NORM = "model.norm.weight";

    private final Path folder;

    SafetensorsModelTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void writeModel() throws IOException {
        TinyLlama.folder(folder);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void everyTensorIsReadAsItWasWritten(TensorType type) throws IOException {
        weights(TinyLlama.safetensors(type).bytes());

        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThat(model.decoder()).isEqualTo(TinyLlama.CONFIG);
            EXPECTED.forEach((name, shape) -> {
                assertThat(model.shape(name)).as(name).isEqualTo(shape);
                assertThat(Opening.floats(model, name)).as(name).isEqualTo(TinyLlama.values(name, shape));
            });
        }
    }

    @Test
    void floatsThatLieAtAnOddOffsetAreReadAllTheSame() throws IOException {
        SafetensorsFile file = TinyLlama.safetensors(TensorType.F32);
        byte[] header = (file.header() + " ").getBytes(StandardCharsets.UTF_8);
        byte[] odd = header.length % 2 == 0 ? Arrays.copyOf(header, header.length - 1) : header;
        weights(new LittleEndian().int64(odd.length).raw(odd).raw(file.data()).bytes());
        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThat(Opening.floats(model, NORM)).isEqualTo(TinyLlama.values(NORM, new long[] {32}));
        }
    }

    @Test
    void aTargetOfAnotherSizeIsRefused() {
        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThatThrownBy(() -> model.read(NORM, ByteBuffer.allocateDirect(4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("128");
        }
    }

    @Test
    void readingAfterCloseIsAMistakeOfTheCaller() {
        ModelFiles model = ModelFiles.open(folder);
        model.close();

        assertThatThrownBy(() -> Opening.floats(model, NORM))
                .isInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(AlignerException.class);
        assertThatThrownBy(model::digest).isInstanceOf(IllegalStateException.class);
        model.close();
    }

    @Test
    void theDigestIsThatOfTheWeightFile() throws IOException {
        weights(SafetensorsFile.of(
                TinyLlama.safetensors(TensorType.F32).header() + " ".repeat(3 << 20),
                TinyLlama.safetensors(TensorType.F32).data()));

        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThat(model.digest()).isEqualTo(sha256(Files.readAllBytes(folder.resolve("model.safetensors"))));
            assertThat(model.digest()).isSameAs(model.digest());
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
    void rotaryFrequenciesOfOldExportsAreIgnored() throws IOException {
        weights(TinyLlama.safetensors(TensorType.F32)
                .tensor("model.layers.0.self_attn.rotary_emb.inv_freq", "F64", new long[] {1}, new byte[8])
                .bytes());

        ModelFiles.open(folder).close();
    }

    @Test
    void aTiedHeadThatIsStoredAllTheSameIsTheEmbedding() throws IOException {
        float[] embedding = TinyLlama.values(DecoderTensors.EMBEDDING, new long[] {8, 32});
        weights(tied(new long[] {8, 32}, TinyLlama.encode(TensorType.F32, embedding)));

        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThat(model.decoder().tiedHead()).isTrue();
            assertThat(Opening.floats(model, DecoderTensors.EMBEDDING)).isEqualTo(embedding);
        }
    }

    @Test
    void aTiedHeadThatIsNoCopyOfTheEmbeddingIsRefused() throws IOException {
        weights(tied(new long[] {8, 32}, new byte[8 * 32 * 4]));
        assertThat(Opening.refusal(folder))
                .contains("lm_head.weight: F32 [8, 32], no copy of the embedding (expected: one, or none")
                .contains("tie_word_embeddings");

        weights(tied(new long[] {8, 31}, new byte[8 * 31 * 4]));
        assertThat(Opening.refusal(folder)).contains("lm_head.weight: F32 [8, 31], no copy");
    }

    private byte[] tied(long[] headShape, byte[] head) throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                TinyLlama.replaced(TinyLlama.configJson(), "tie_word_embeddings", "true"));
        var file = new SafetensorsFile();
        EXPECTED.forEach((name, shape) -> {
            if (!name.equals(DecoderTensors.HEAD)) {
                file.tensor(name, "F32", shape, TinyLlama.encode(TensorType.F32, TinyLlama.values(name, shape)));
            }
        });
        return file.tensor(DecoderTensors.HEAD, "F32", headShape, head).bytes();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        var file = new SafetensorsFile();
        EXPECTED.forEach((name, shape) -> {
            if (name.equals("lm_head.weight")) {
                file.tensor("lm_tail.weight", "F32", shape, new byte[8 * 32 * 4]);
            } else if (name.equals("model.layers.0.mlp.up_proj.weight")) {
                file.tensor(name, "F32", new long[] {32, 64}, new byte[64 * 32 * 4]);
            } else if (name.equals(NORM)) {
                file.tensor(name, "F8_E4M3", shape, new byte[32]);
            } else {
                file.tensor(name, "F32", shape, TinyLlama.encode(TensorType.F32, TinyLlama.values(name, shape)));
            }
        });
        weights(file.bytes());

        assertThat(Opening.refusal(folder))
                .startsWith(folder.resolve("model.safetensors") + ": 4 problems: ")
                .contains("model.norm.weight: dtype F8_E4M3 (expected: F32, F16 or BF16)")
                .contains("model.layers.0.mlp.up_proj.weight: shape [32, 64] (expected: [64, 32])")
                .contains("lm_head.weight: missing (expected: shape [8, 32])")
                .contains("lm_tail.weight: extra (expected: no tensor of this name in such a model)");
    }

    @Test
    void offsetsMustFollowOneAnotherWithinTheFile() throws IOException {
        String hole = new SafetensorsFile().entry("a", "F32", "[1]", 4, 8).header();
        String overlap = new SafetensorsFile()
                .entry("a", "F32", "[2]", 0, 8)
                .entry("b", "F32", "[1]", 4, 8)
                .header();
        String backwards = new SafetensorsFile().entry("a", "F32", "[1]", 0, -4).header();
        String outside = new SafetensorsFile().entry("a", "F32", "[3]", 0, 12).header();
        String rest = new SafetensorsFile().entry("a", "F32", "[1]", 0, 4).header();

        assertThat(refusal(hole)).contains("a: data_offsets [4, 8] (expected: from 0, without hole or overlap");
        assertThat(refusal(overlap)).contains("b: data_offsets [4, 8] (expected: from 8, without hole or overlap");
        assertThat(refusal(backwards)).contains("a: data_offsets [0, -4]");
        assertThat(refusal(outside)).contains("a: data_offsets [0, 12]", "to at most 8)");
        assertThat(refusal(rest)).contains("data: 8 bytes (expected: 4, as the header says)");
    }

    @Test
    void sizeIsShapeTimesElement() throws IOException {
        String small = new SafetensorsFile().entry("a", "F16", "[2, 1]", 0, 8).header();
        // 2^32 * 2^32 wraps to 0 in 64 bits
        String wrapped = new SafetensorsFile()
                .entry("a", "F32", "[4294967296, 4294967296, 1]", 0, 8)
                .header();
        String wrappedBytes = new SafetensorsFile()
                .entry("a", "F32", "[4611686018427387906]", 0, 8)
                .header();
        String hidden = new SafetensorsFile()
                .entry("a", "F32", "[0, 4611686018427387904, 4611686018427387904]", 0, 8)
                .header();
        String negative =
                new SafetensorsFile().entry("a", "F32", "[-1, -2]", 0, 8).header();
        String unknown = new SafetensorsFile()
                .entry("a", "X9", "[4611686018427387904, 4611686018427387904]", 0, 8)
                .header();

        assertThat(refusal(small)).contains("a: F16 [2, 1] in 8 bytes (expected: elements * 2 bytes)");
        for (String header : List.of(wrapped, wrappedBytes, hidden, negative, unknown)) {
            assertThat(refusal(header)).contains("(expected: dimensions whose product fits the file)");
        }
    }

    @Test
    void theHeaderHoldsWhatTheFormatSaysAndNoMore() throws IOException {
        assertThat(refusal("[]")).contains("header: not an object (expected: a JSON object)");
        assertThat(refusal("{} {}")).contains("header: text after the object");
        assertThat(refusal("{\"a\":1}")).contains("a: VALUE_NUMBER_INT (expected: an object)");
        assertThat(refusal("{\"a\":{\"dtype\":\"F32\"}}")).contains("a: incomplete (expected: dtype, shape and data");
        assertThat(refusal("{\"a\":{\"stride\":[]}}"))
                .contains("a: stride (expected: dtype, shape and data_offsets only)");
        assertThat(refusal("{\"a\":{\"shape\":[1.5]}}"))
                .contains("a: VALUE_NUMBER_FLOAT (expected: a shape of at most 8");
        assertThat(refusal("{\"a\":{\"shape\":[1,1,1,1,1,1,1,1,1]}}"))
                .contains("a: VALUE_NUMBER_INT (expected: a shape");
        assertThat(refusal("{\"a\":{\"shape\":[18446744073709551615]}}")).contains("broken JSON");
        assertThat(refusal("{\"a\":{\"shape\":[],\"dtype\":\"F32\",\"data_offsets\":[0,4]},\"a\":{}}"))
                .contains("broken JSON", "Duplicate");
        assertThat(refusal("{\"a\"")).contains("broken JSON at line 1, column ");
    }

    @Test
    void bombsOfJsonAreRefusedWithinTheirBounds() throws IOException {
        String deep = "{\"__metadata__\":" + "[".repeat(1_000_000);
        String names = IntStream.range(0, 70_000)
                .mapToObj(i -> "\"t" + i + "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}")
                .collect(Collectors.joining(",", "{", "}"));
        String metadata = "{\"__metadata__\":{" + "\"a\":\"b\",".repeat(10);

        assertThat(refusal(deep)).contains("broken JSON", "nesting depth");
        assertThat(refusal(names)).contains("header: more tensors (expected: at most 65536)");
        assertThat(refusal(metadata)).contains("broken JSON");
    }

    @Test
    void theHeadersLengthIsComparedWithTheFiles() throws IOException {
        weights(new byte[7]);
        assertThat(Opening.refusal(folder)).contains("size: 7 bytes (expected: at least 8)");

        weights(new LittleEndian().int64(-1).int64(0).bytes());
        assertThat(Opening.refusal(folder)).contains("header length: 18446744073709551615 bytes (expected: 2..8)");

        weights(new LittleEndian().int64(9).int64(0).bytes());
        assertThat(Opening.refusal(folder)).contains("header length: 9 bytes (expected: 2..8)");
    }

    @Test
    void aFolderWithoutWeightsIsNamedAsSuch() throws IOException {
        Files.delete(folder.resolve("model.safetensors"));

        assertThat(Opening.refusal(folder))
                .contains(
                        "model.safetensors: missing (expected: this file, or shards and model.safetensors.index.json)");
    }

    @Test
    void askingForAnotherTensorIsAMistakeOfTheCaller() {
        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThatThrownBy(() -> model.shape("model.layers.9.mlp.up_proj.weight"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("model.layers.9.mlp.up_proj.weight");
        }
    }

    /** Of a file with eight bytes of data. */
    private String refusal(String header) throws IOException {
        weights(SafetensorsFile.of(header, new byte[8]));
        return Opening.refusal(folder);
    }

    private void weights(byte[] bytes) throws IOException {
        Path file = folder.resolve("model.safetensors");
        // a new file, because maps of the old one may still be there
        Files.deleteIfExists(file);
        Files.write(file, bytes);
    }
}
