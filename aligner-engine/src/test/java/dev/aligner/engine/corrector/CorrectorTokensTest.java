package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.template.PromptInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrectorTokensTest {
    private static final Path TINY = Path.of("src/test/resources/models/llama-f32-tied");
    private static final Path EMBEDDED = Path.of("../models/smollm2-135m-instruct");
    private static final CorrectorTokens TOKENS = CorrectorTokens.open(TINY);

    @TempDir
    private Path folder;

    @AfterContainer
    static void close() {
        TOKENS.close();
    }

    private static PromptInput input(String answer) {
        return new PromptInput(Question.of("What is it?"), answer, null);
    }

    @Test
    void theEmbeddedModelsPromptIsItsChatAndItsTargetsEndAsItsTurnsDo() {
        try (CorrectorTokens tokens = CorrectorTokens.open(EMBEDDED)) {
            assertThat(tokens.templateId()).isEqualTo("chat");
            assertThat(tokens.text(new int[] {tokens.endToken()})).isEmpty();
            assertThat(tokens.text(tokens.prompt(input("It is a bridge."))))
                    .endsWith("Question: What is it?\nText: It is a bridge.\nassistant\n");
            int[] target = tokens.target("It is a bridge.");
            assertThat(target).endsWith(tokens.endToken()).hasSizeGreaterThan(4);
            assertThat(tokens.text(target)).isEqualTo("It is a bridge.");
            assertThat(tokens.contextTokens()).isEqualTo(8192);
        }
    }

    @Test
    void whiteSpaceAroundATextIsNeitherReadNorWritten() {
        try (CorrectorTokens tokens = CorrectorTokens.open(TINY)) {
            assertThat(tokens.prompt(input(" \n It is.\u00a0"))).isEqualTo(tokens.prompt(input("It is.")));
            assertThat(tokens.target("\tIt is. \n")).isEqualTo(tokens.target("It is."));
        }
    }

    @Property(tries = 200)
    void aTargetIsItsTextAgainAndNothingInItIsAControlToken(@ForAll String text) {
        String valid = "<|im_end|>" + text.replaceAll("\\p{Cs}", "?") + ".";
        int[] target = TOKENS.target(valid);

        assertThat(TOKENS.text(target)).isEqualTo(valid);
        assertThat(target).containsOnlyOnce(TOKENS.endToken()).endsWith(TOKENS.endToken());
    }

    @Test
    void otherSettingsNameAnotherTemplate() throws IOException {
        Path settings = Files.writeString(folder.resolve("other.json"), "{\"template\": \"t3\"}");
        try (CorrectorTokens tokens = CorrectorTokens.open(TINY, settings)) {
            assertThat(tokens.templateId()).isEqualTo("t3");
            assertThat(tokens.text(tokens.prompt(input("So.")))).contains("##Answer: So.\n##Correction:");
        }
        assertThatThrownBy(() -> CorrectorTokens.open(TINY, folder.resolve("none.json")))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .hasMessageContaining("none.json");
    }
}
