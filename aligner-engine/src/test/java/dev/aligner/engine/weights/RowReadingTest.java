package dev.aligner.engine.weights;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tensor is its rows, however they are read. */
class RowReadingTest {
    private static final Map<String, long[]> EXPECTED = DecoderTensors.expected(TinyLlama.CONFIG);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "Q8_0", "Q4_1"})
    void runsOfRowsAreTheTensor(TensorType type) throws IOException {
        Path file =
                Files.write(folder.resolve("model.gguf"), TinyLlama.gguf(type).bytes());

        try (ModelFiles model = ModelFiles.open(file)) {
            EXPECTED.forEach((name, shape) -> {
                float[] whole = TinyLlama.values(name, shape);
                for (int rows : new int[] {1, 3, 8, 13}) {
                    assertThat(inRuns(model, name, rows))
                            .as("%s by %d", name, rows)
                            .isEqualTo(whole);
                }
            });
        }
    }

    private static float[] inRuns(ModelFiles model, String name, int atOnce) {
        long[] shape = model.shape(name);
        int columns = Math.toIntExact(StoredTensor.elements(shape) / shape[0]);
        float[] all = new float[0];
        for (int row = 0; row < shape[0]; row += atOnce) {
            int rows = (int) Math.min(atOnce, shape[0] - row);
            float[] read = rows(model, name, row, rows, columns);
            int end = all.length;
            all = Arrays.copyOf(all, end + read.length);
            System.arraycopy(read, 0, all, end, read.length);
        }
        return all;
    }

    private static float[] rows(ModelFiles model, String name, long from, int rows, int columns) {
        ByteBuffer target =
                ByteBuffer.allocateDirect(rows * columns * Float.BYTES).order(ByteOrder.nativeOrder());
        model.read(name, from, rows, target);
        return Opening.floats(target);
    }

    @Test
    void rowsOutsideTheTensorAreAMistakeOfTheCaller() throws IOException {
        try (ModelFiles model = ModelFiles.open(TinyLlama.folder(folder))) {
            for (long from : new long[] {-1, 8, 9, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> model.read(DecoderTensors.EMBEDDING, from, 1, ByteBuffer.allocateDirect(128)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("rows: 1 from " + from + " (expected: within the 8 of model.embed");
            }
        }
    }

    /** The size of Llama 3's embedding, 2.1 GB as float32, in a file with holes that takes no room on the disk. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16"})
    void aMatrixBeyondTwoGibibytesIsRead(TensorType type) throws IOException {
        long rows = 128_256;
        long columns = 4096;
        long bytes = rows * columns * type.blockBytes();
        var header = new SafetensorsFile().entry("m", type.name(), "[" + rows + ", " + columns + "]", 0, bytes);
        byte[] utf8 = header.header().getBytes(StandardCharsets.UTF_8);
        byte[] start = new LittleEndian().int64(utf8.length).raw(utf8).bytes();
        Path path = folder.resolve("sparse.safetensors");
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(start), 0);
            channel.write(
                    ByteBuffer.wrap(TinyLlama.encode(type, new float[] {1.5f})),
                    start.length + bytes - type.blockBytes());
        }

        try (WeightFile file = WeightFile.open(path)) {
            var problems = new Problems(path);
            StoredTensor tensor =
                    requireNonNull(SafetensorsHeader.read(file, problems).get("m"));
            problems.throwIfAny();
            ByteBuffer target = ByteBuffer.allocateDirect(Math.toIntExact(3 * columns * Float.BYTES))
                    .order(ByteOrder.nativeOrder());
            tensor.read(rows - 3, 3, target);

            float[] expected = new float[Math.toIntExact(3 * columns)];
            expected[expected.length - 1] = 1.5f;
            assertThat(Opening.floats(target)).isEqualTo(expected);
        }
    }
}
