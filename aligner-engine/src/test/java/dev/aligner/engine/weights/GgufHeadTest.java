package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lies in a GGUF's head. */
class GgufHeadTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void otherMagicsVersionsAndByteOrdersAreRefused() throws IOException {
        assertThat(refusal(new LittleEndian().int32(0x21212121))).contains("magic 21212121 (expected: GGUF)");
        assertThat(refusal(magic().int32(1))).contains("version 1 (expected: 2 or 3)");
        assertThat(refusal(magic().int32(-1))).contains("version 4294967295 (expected: 2 or 3)");
        assertThat(refusal(magic().int32(3 << 24))).contains("a big-endian file (expected: little-endian)");
        assertThat(refusal(new LittleEndian().int16('G' | 'G' << 8))).contains("4 more bytes (expected: at most the 2");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, Integer.MAX_VALUE, 1})
    void countsBeyondTheFileAllocateNothing(long lie) throws IOException {
        assertThat(refusal(start(lie, 0))).contains("tensors: " + Long.toUnsignedString(lie) + " (expected: at most ");
        assertThat(refusal(start(0, lie)))
                .contains("metadata entries: " + Long.toUnsignedString(lie) + " (expected: at most ");
        assertThat(refusal(start(0, 1).int64(lie).int32(0).int8(0)))
                .contains(
                        lie == 1
                                ? "1 more bytes (expected: at most the 0"
                                : "metadata key, bytes: " + Long.toUnsignedString(lie));
        assertThat(refusal(start(0, 1)
                        .text("a")
                        .int32(GgufFile.id(GgufType.STRING))
                        .int64(lie)))
                .contains("a, bytes: " + Long.toUnsignedString(lie) + " (expected: at most 0");
        assertThat(refusal(start(0, 1)
                        .text("tokenizer.ggml.tokens")
                        .int32(9)
                        .int32(8)
                        .int64(lie)))
                .contains("tokenizer.ggml.tokens: " + Long.toUnsignedString(lie) + " (expected: at most 0");
        assertThat(refusal(start(0, 1)
                        .text("tokenizer.ggml.token_type")
                        .int32(9)
                        .int32(5)
                        .int64(lie)))
                .contains("tokenizer.ggml.token_type: " + Long.toUnsignedString(lie) + " (expected: at most 0");
        assertThat(refusal(start(0, 1).text("x").int32(9).int32(8).int64(1).int64(lie)))
                .contains(Long.toUnsignedString(lie) + " more bytes (expected: at most the 0");
    }

    @Test
    void arraysWithinArraysHaveALimit() throws IOException {
        var nested = start(0, 1).text("x").int32(9);
        for (int i = 0; i < 100_000; i++) {
            nested.int32(9).int64(1);
        }

        assertThat(refusal(nested)).contains("x: arrays within arrays (expected: at most 4 deep)");
    }

    @Test
    void keysAndTensorsComeOnce() throws IOException {
        var twice = start(0, 2).text("a").int32(0).int8(1).text("a").int32(0).int8(1);
        var file = start(2, 1).text("general.architecture").int32(8).text("llama");
        for (int i = 0; i < 2; i++) {
            file.text("t").int32(1).int64(1).int32(0).int64(0);
        }

        assertThat(refusal(twice)).contains("a: twice (expected: once)");
        assertThat(refusal(file.padTo(32).raw(new byte[32]))).contains("t: twice (expected: once)");
    }

    @Test
    void valuesAreWhatTheirTypesSay() throws IOException {
        assertThat(refusal(start(0, 1).text("a").int32(13).int64(0))).contains("value type 13 (expected: 0..12)");
        assertThat(refusal(start(0, 1).text("a").int32(7).int8(2))).contains("a: byte 2 (expected: 0 or 1)");
        assertThat(refusal(start(0, 1).int64(1).int8(0xff).int32(0).int8(0)))
                .contains("metadata key: bytes that are not text (expected: UTF-8)");
        assertThat(refusal(start(1, 1)
                        .text("general.architecture")
                        .int32(8)
                        .text("llama")
                        .text("n".repeat(65))
                        .int64(0)
                        .int64(0)
                        .int64(0)))
                .contains("tensor name, bytes: 65 (expected: at most 64");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 24, 131072, -1})
    void alignmentIsASmallPowerOfTwo(int alignment) throws IOException {
        GgufFile file = TinyLlama.gguf(TensorType.F32).uint32("general.alignment", alignment);

        assertThat(Opening.refusal(folder, file))
                .contains("general.alignment: " + Integer.toUnsignedString(alignment) + " (expected: ");
    }

    @Test
    void aFileThatEndsAnywhereIsRefused() throws IOException {
        byte[] whole = TinyLlama.gguf(TensorType.Q8_0).bytes();
        // the last tensor is padded: what is cut off of the padding is no loss
        int step = whole.length / 400;
        for (int length = 0; length < whole.length - GgufFile.ALIGNMENT; length += step) {
            Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, length));
            assertThat(Opening.refusal(cut)).contains("cut.gguf: ");
        }
    }

    private static LittleEndian magic() {
        return new LittleEndian().int8('G').int8('G').int8('U').int8('F');
    }

    private static LittleEndian start(long tensors, long entries) {
        return magic().int32(3).int64(tensors).int64(entries);
    }

    private String refusal(LittleEndian bytes) throws IOException {
        return Opening.refusal(Files.write(folder.resolve("lie.gguf"), bytes.bytes()));
    }
}
