package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.engine.weights.SentencePieces.Kind;
import dev.aligner.engine.weights.SentencePieces.Prefix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GgufSentencePieceTest {
    private static final TokenizerSource.SentencePiece LLAMA = SentencePieceFixtures.read("llama");

    @Test
    void theVocabularyIsThatOfTheFileItWasMadeFrom() {
        assertThat(SentencePieceFixtures.readGguf(SentencePieceFixtures.gguf(LLAMA)))
                .isEqualTo(LLAMA);
    }

    @Test
    void whatTheMetadataLeavesOutIsAsInLlamaCpp() {
        GgufFile file = SentencePieceFixtures.gguf(LLAMA)
                .without("tokenizer.ggml.add_space_prefix")
                .without("tokenizer.ggml.bos_token_id")
                .without("tokenizer.ggml.eos_token_id")
                .without("tokenizer.ggml.pre");

        assertThat(SentencePieceFixtures.readGguf(file)).isEqualTo(LLAMA);
    }

    @Test
    void flagsSayWhatIsPutAroundATextAndInFrontOfIt() {
        TokenizerSource.SentencePiece source = SentencePieceFixtures.readGguf(SentencePieceFixtures.gguf(LLAMA)
                .flag("tokenizer.ggml.add_space_prefix", false)
                .flag("tokenizer.ggml.add_bos_token", false)
                .flag("tokenizer.ggml.add_eos_token", true)
                .text("tokenizer.chat_template", "{{ messages }}"));

        assertThat(source.vocabulary().prefix()).isEqualTo(Prefix.NEVER);
        assertThat(source.addsBeginToken()).isFalse();
        assertThat(source.addsEndToken()).isTrue();
        assertThat(source.chatTemplate()).isEqualTo("{{ messages }}");
    }

    @Test
    void tokensThatTheMetadataNamesAreNoTextWhateverTheirTypeSays() {
        int[] types = new int[LLAMA.vocabulary().pieces().size()];
        Arrays.fill(types, 1);
        TokenizerSource.SentencePiece source = SentencePieceFixtures.readGguf(SentencePieceFixtures.gguf(LLAMA)
                .numbers("tokenizer.ggml.token_type", types)
                .uint32("tokenizer.ggml.padding_token_id", 560));

        for (int id : new int[] {1, 2, 560}) {
            assertThat(source.vocabulary().pieces().get(id).kind()).isEqualTo(Kind.CONTROL);
        }
        assertThat(source.vocabulary().pieces().get(0).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(source.vocabulary().pieces().get(300).kind()).isEqualTo(Kind.NORMAL);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        GgufFile file = SentencePieceFixtures.gguf(LLAMA)
                .reals("tokenizer.ggml.scores", 1, 2, 3)
                .numbers("tokenizer.ggml.token_type", 1, 9)
                .uint32("tokenizer.ggml.bos_token_id", 561)
                .text("tokenizer.ggml.add_space_prefix", "no");

        assertThatThrownBy(() -> SentencePieceFixtures.readGguf(file))
                .hasMessageContainingAll(
                        "tokenizer.ggml.scores: array of 3 FLOAT32 (expected: array of 561 FLOAT32)",
                        "tokenizer.ggml.token_type: array of 2 INT32 (expected: array of 561 INT32)",
                        "tokenizer.ggml.bos_token_id: 561 (expected: a whole number 0..560)",
                        "tokenizer.ggml.add_space_prefix: \"no\" (expected: true or false)");
        assertThatThrownBy(() -> SentencePieceFixtures.readGguf(file.without("tokenizer.ggml.scores")))
                .hasMessageContaining("tokenizer.ggml.scores: missing (expected: array of 561 FLOAT32)");
    }
}
