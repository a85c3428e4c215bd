package dev.aligner.engine.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.weights.SentencePieceFixtures;
import dev.aligner.engine.weights.SentencePieces;
import dev.aligner.engine.weights.SentencePieces.Algorithm;
import dev.aligner.engine.weights.SentencePieces.Prefix;
import dev.aligner.engine.weights.TokenizerSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Ids are those of the sentencepiece library itself, by {@code src/test/python/sentencepiece_goldens.py}. */
class SentencePieceGoldenTest {

    private static JsonNode golden(String name) {
        return Fixtures.json("/sentencepiece/" + name + "/golden.json");
    }

    /** But for a text that is a turn's marker to the library, and data to us. */
    private static List<JsonNode> texts(String name) {
        return golden(name)
                .path("texts")
                .valueStream()
                .filter(row -> !row.path("text").stringValue().equals("<start_of_turn>"))
                .toList();
    }

    private static int[] ints(JsonNode ids) {
        return IntStream.range(0, ids.size()).map(i -> ids.path(i).intValue()).toArray();
    }

    /** Where transformers' fast tokenizer gives other ids, they are a space at the start that it adds no second to. */
    private static void assertGoldens(String name, TokenizerSource.SentencePiece source) {
        try (Tokenizer tokenizer = Tokenizers.load(source)) {
            for (JsonNode row : texts(name)) {
                String text = row.path("text").stringValue();
                JsonNode ids =
                        row.path(source.vocabulary().prefix() == Prefix.FIRST && row.has("fast") ? "fast" : "ids");
                assertThat(Fixtures.encodeData(tokenizer, text)).as(text).isEqualTo(ints(ids));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-first", "gemma", "t5"})
    void dataHasTheIdsOfSentencePiece(String name) {
        assertGoldens(name, SentencePieceFixtures.read(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma"})
    void aGgufHasTheIdsOfTheModelItWasMadeFrom(String name) {
        assertGoldens(name, SentencePieceFixtures.asGguf(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-first", "gemma", "t5"})
    void markupHasTheIdsOfTransformersControlTokensIncluded(String name) {
        try (Tokenizer tokenizer = Tokenizers.load(SentencePieceFixtures.read(name))) {
            for (JsonNode row : golden(name).path("prompts")) {
                String text = row.path("text").stringValue();
                assertThat(Fixtures.encodeMarkup(tokenizer, text)).as(text).isEqualTo(ints(row.path("ids")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma"})
    void bytesOfTokensAreTheTextBehindItsSpace(String name) {
        try (Tokenizer tokenizer = Tokenizers.load(SentencePieceFixtures.read(name))) {
            boolean prefixed = name.equals("llama");
            assertThat(tokenizer.tokenBytes().dropsLeadingSpace()).isEqualTo(prefixed);
            for (JsonNode row : texts(name)) {
                // these vocabularies write a space as U+2581, so the two are one
                String text = row.path("text").stringValue().replace('\u2581', ' ');
                String expected = prefixed && !text.isEmpty() ? " " + text : text;
                assertThat(Fixtures.decode(tokenizer, ints(row.path("ids")))).isEqualTo(expected);
            }
        }
    }

    @Test
    void beginAndEndTokensGoAroundAsTheFilesSay() {
        List<PromptPiece> data = List.of(PromptPiece.data("the answer"));
        try (Tokenizer llama = Tokenizers.load(SentencePieceFixtures.read("llama"));
                Tokenizer gemma = Tokenizers.load(SentencePieceFixtures.read("gemma"));
                Tokenizer t5 = Tokenizers.load(SentencePieceFixtures.read("t5"))) {
            assertThat(llama.encode(data, true)).startsWith(1).endsWith(llama.encode(data, false));
            assertThat(gemma.encode(data, true)).startsWith(2).endsWith(gemma.encode(data, false));
            assertThat(t5.encode(data, true)).startsWith(t5.encode(data, false)).endsWith(1);
        }
    }

    /** A vocabulary calls them user-defined; only a template may write them all the same. */
    @Test
    void turnMarkersAreControlTokensAndTagsAreText() {
        try (Tokenizer gemma = Tokenizers.load(SentencePieceFixtures.read("gemma"))) {
            int turn = gemma.id("<start_of_turn>");
            int table = gemma.id("<table>");

            assertThat(Fixtures.encodeMarkup(gemma, "<start_of_turn>")).containsExactly(turn);
            assertThat(Fixtures.encodeData(gemma, "<start_of_turn>")).doesNotContain(turn);
            assertThat(Fixtures.encodeData(gemma, "<table>")).containsExactly(table);
            assertThat(Fixtures.decode(gemma, new int[] {turn, table})).isEqualTo("<table>");
        }
    }

    @Test
    void aUnigramVocabularyWithoutAnUnknownPieceIsRefused() {
        SentencePieces pieces = new SentencePieces(
                Algorithm.UNIGRAM,
                List.of(new SentencePieces.Piece("a", -1, SentencePieces.Kind.NORMAL)),
                "",
                false,
                Prefix.NEVER);

        assertThatThrownBy(() -> Tokenizers.load(new TokenizerSource.SentencePiece(pieces, false, false, -1, -1, null)))
                .hasMessageContaining("no unknown piece (expected: one, in a unigram vocabulary)");
    }
}
