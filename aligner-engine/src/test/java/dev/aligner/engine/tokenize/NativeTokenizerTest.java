package dev.aligner.engine.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import ai.djl.util.Utils;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class NativeTokenizerTest {
    @Test
    void aLibraryThatIsMissingIsToldWithItsReasonAndItsPlace() {
        IOException full = new IOException("No space left on device");
        EngineException failure = new EngineException("Failed to load", new IllegalStateException("Cannot copy", full));
        assertThat(NativeTokenizer.noLibrary(failure)).satisfies(told -> {
            assertThat(told.code()).isEqualTo(ErrorCode.MODEL_FAILED);
            assertThat(told.getCause()).isSameAs(failure);
            assertThat(told)
                    .hasMessageContainingAll(
                            "No space left on device",
                            Utils.getEngineCacheDir("tokenizers").toString());
        });
    }
}
