package dev.aligner.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseLayoutTest {
    private static final Path MODELS = Path.of("../aligner-engine/src/test/resources/models");

    @ParameterizedTest
    @ValueSource(strings = {"mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "phi3", "llama-rope-llama3"})
    void aModelOfAnotherShapeIsNotTrainedAsIfItWereALlama(String name) {
        try (ModelFiles files = ModelFiles.open(MODELS.resolve(name))) {
            assertThatThrownBy(() -> BaseLayout.of(files.decoder()))
                    .isInstanceOf(AlignerException.class)
                    .hasMessageContaining("model: of family " + files.config().family() + " (expected: one of Llama's")
                    .extracting(e -> ((AlignerException) e).code())
                    .isEqualTo(ErrorCode.MODEL_FILE);
        }
    }

    @Test
    void aPlainLlamaIs() {
        try (ModelFiles files = ModelFiles.open(MODELS.resolve("llama-bf16-biased"))) {
            assertThat(BaseLayout.of(files.decoder()).whole().size()).isPositive();
        }
    }
}
