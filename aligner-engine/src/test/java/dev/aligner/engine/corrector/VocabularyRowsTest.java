package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.template.PromptInput;
import dev.aligner.engine.weights.TinyFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fixture's tokenizer has 560 pieces and, with id 560, the control token {@code <pad>}. */
class VocabularyRowsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void rowsBeyondTheTokensAddNothingToAText() throws IOException {
        TinyFolders.llama(folder, 600, "llama");

        try (CorrectorTokens tokens = CorrectorTokens.open(folder)) {
            int[] word = tokens.target("the");
            int[] withRows = new int[word.length + 2];
            withRows[0] = 599;
            withRows[1] = 561;
            System.arraycopy(word, 0, withRows, 2, word.length);
            assertThat(tokens.text(withRows)).isEqualTo("the");
        }
    }

    @Test
    void aControlTokenBeyondTheRowsIsNoHarmSinceNoTextBecomesIt() throws IOException {
        TinyFolders.llama(folder, 560, "llama");

        try (CorrectorTokens tokens = CorrectorTokens.open(folder)) {
            int[] prompt = tokens.prompt(new PromptInput(Question.of("<pad>?"), "<pad>.", null));
            assertThat(Arrays.stream(prompt).max().orElseThrow()).isLessThan(560);
        }
    }

    @Test
    void aTokenOfTextsBeyondTheRowsIsRefused() throws IOException {
        TinyFolders.llama(folder, 559, "llama");

        assertThatThrownBy(() -> CorrectorTokens.open(folder))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .hasMessage(
                        folder + ": tokenizer: a text may become token 559 (expected: at most 558, the last row of the"
                                + " embedding)");
    }
}
