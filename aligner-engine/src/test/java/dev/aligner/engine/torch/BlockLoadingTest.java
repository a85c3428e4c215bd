package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model is the same however few rows of its matrices are read at once. */
class BlockLoadingTest {
    private static final Path MODELS = Path.of("src/test/resources/models");
    private static final int[] PROMPT = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};

    private static float[] logits(Path model, Precision precision, int blockElements) {
        try (ModelFiles files = ModelFiles.open(model);
                TorchDecoder decoder =
                        new TorchDecoder(files, precision, ComputeDevice.CPU, 1, 64, 1, blockElements, Attention.EACH);
                Logits logits = decoder.forward(List.of(new Segment(0, 0, PROMPT, PROMPT.length - 1)))) {
            float[] row = new float[decoder.shape().vocabulary()];
            logits.copyRow(0, row);
            return row;
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void logitsAreTheSameToTheBit(Precision precision) {
        Path biased = MODELS.resolve("llama-bf16-biased");
        float[] whole = logits(biased, precision, MatrixShelf.BLOCK_ELEMENTS);

        // one row of the widest matrix; a few; q, k and v of unequal heights in one block that ends within k
        for (int blockElements : new int[] {64, 200, 32 * 40}) {
            assertThat(logits(biased, precision, blockElements)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-f32-tied", "gguf-q4_1"})
    void rowsThatTheFileReordersAndATiedHeadAreReadInBlocks(String name) {
        Path model = MODELS.resolve(name);

        assertThat(logits(model, Precision.FLOAT32, 192))
                .isEqualTo(logits(model, Precision.FLOAT32, MatrixShelf.BLOCK_ELEMENTS));
    }

    @Test
    void aBlockSmallerThanARowIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> logits(MODELS.resolve("llama-f32-tied"), Precision.FLOAT32, 31))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scratch: 124 bytes (expected: at least a row's 128)");
    }
}
