package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Damaged files are refused as model files or read: nothing else may come out, least of all an Error. Half of the
 * damage is aimed at the head, where the lengths are.
 */
class ModelFilesFuzzTest {
    private static final byte[] GGUF = TinyLlama.gguf(TensorType.Q4_1).bytes();
    private static final int GGUF_HEAD = TinyLlama.gguf(TensorType.Q4_1).head().length;
    private static final byte[] SAFETENSORS =
            TinyLlama.safetensors(TensorType.F16).bytes();
    private static final int SAFETENSORS_HEAD =
            8 + TinyLlama.safetensors(TensorType.F16).header().length();
    private static final byte[] CONFIG = TinyLlama.configJson().getBytes(StandardCharsets.UTF_8);
    private static final List<Long> LIES = List.of(
            -1L, Long.MAX_VALUE, Long.MIN_VALUE, 0L, 1L, 1L << 31, (1L << 31) - 1, 1L << 32, 1L << 40, 0xffffL, 64L);
    private static final String JSON_BYTES = "{}[]\",:0123456789-+.eE \\u";

    private Path folder = Path.of("");

    @BeforeTry
    void writeModel() throws IOException {
        folder = Files.createTempDirectory("fuzz");
    }

    @AfterTry
    void deleteModel() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void aDamagedGgufIsRefusedOrRead(@ForAll Random random) throws IOException {
        Path file = Files.write(folder.resolve("model.gguf"), damaged(GGUF, GGUF_HEAD, random));

        opensOrRefuses(file);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void aDamagedSafetensorsFileIsRefusedOrRead(@ForAll Random random) throws IOException {
        TinyLlama.folder(folder);
        Path file = folder.resolve("model.safetensors");
        Files.delete(file);
        Files.write(file, damaged(SAFETENSORS, SAFETENSORS_HEAD, random));

        opensOrRefuses(folder);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void aDamagedConfigIsRefusedOrRead(@ForAll Random random) throws IOException {
        TinyLlama.folder(folder);
        String name = random.nextBoolean() ? "config.json" : "tokenizer_config.json";
        Files.write(folder.resolve(name), damaged(CONFIG, CONFIG.length, random));

        opensOrRefuses(folder);
    }

    private static byte[] damaged(byte[] whole, int head, Random random) {
        byte[] bytes = whole.clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(random.nextBoolean() ? Math.min(head, bytes.length) : bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) JSON_BYTES.charAt(random.nextInt(JSON_BYTES.length()));
                case 3 -> lie(bytes, at, LIES.get(random.nextInt(LIES.size())));
                default -> bytes = Arrays.copyOf(bytes, at + 1);
            }
        }
        return bytes;
    }

    private static void lie(byte[] bytes, int at, long lie) {
        for (int i = 0; i < Long.BYTES && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (lie >>> (8 * i));
        }
    }

    private static void opensOrRefuses(Path path) {
        try (ModelFiles model = ModelFiles.open(path)) {
            DecoderTensors.expected(model.decoder()).forEach((name, shape) -> {
                assertThat(model.shape(name)).isEqualTo(shape);
                assertThat(Opening.floats(model, name).length).isEqualTo((int) StoredTensor.elements(shape));
            });
            assertThat(model.digest()).hasSize(64);
        } catch (AlignerException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE);
        }
    }
}
