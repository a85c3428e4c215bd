package dev.aligner.engine.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The embedded model's vocabulary, read from its GGUF, tokenises as the model's own tokenizer does. */
class EmbeddedTokenizerTest {
    private static final Path MODEL = Path.of("../models/smollm2-135m-instruct");

    @Test
    void idsAreThoseOfTheModelsOwnTokenizer() {
        try (ModelFiles files = ModelFiles.open(MODEL);
                Tokenizer tokenizer = Tokenizers.load(files.tokenizer())) {
            List<Fixtures.Golden> goldens = Fixtures.goldens("smollm2", "texts");
            assertThat(goldens).isNotEmpty();
            for (Fixtures.Golden golden : goldens) {
                assertThat(Fixtures.encodeData(tokenizer, golden.text()))
                        .as("a text of %d characters", golden.text().length())
                        .isEqualTo(golden.ids());
            }
        }
    }
}
