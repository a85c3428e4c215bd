package dev.aligner.engine.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.tokenize.Fixtures.Golden;
import dev.aligner.engine.weights.TokenizerSource.Gguf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GgufTokenizerTest {

    /** The tables that a conversion to GGUF writes for a tokenizer.json. */
    private static Gguf converted(String name, String pre, boolean addsBeginToken, int begin) {
        JsonNode json = Fixtures.json("/tokenizers/" + name + ".json");
        int size = json.path("model").path("vocab").size();
        int added = 0;
        for (JsonNode token : json.path("added_tokens")) {
            added += token.path("id").intValue() >= size ? 1 : 0;
        }
        List<String> tokens = new ArrayList<>(Collections.nCopies(size + added, ""));
        int[] types = new int[tokens.size()];
        Arrays.fill(types, 1);
        json.path("model")
                .path("vocab")
                .properties()
                .forEach(e -> tokens.set(e.getValue().intValue(), e.getKey()));
        for (JsonNode token : json.path("added_tokens")) {
            tokens.set(token.path("id").intValue(), token.path("content").stringValue());
            types[token.path("id").intValue()] = token.path("special").booleanValue() ? 3 : 4;
        }
        List<String> merges = new ArrayList<>();
        for (JsonNode merge : json.path("model").path("merges")) {
            merges.add(merge.path(0).stringValue() + " " + merge.path(1).stringValue());
        }
        return new Gguf(pre, tokens, types, merges, addsBeginToken, begin, 0, null);
    }

    private static void assertSameAsHuggingFace(String name, Gguf gguf) {
        try (Tokenizer tokenizer = Tokenizers.load(gguf)) {
            for (Golden golden : Fixtures.goldens(name, "texts")) {
                List<PromptPiece> data = List.of(PromptPiece.data(golden.text()));
                assertThat(tokenizer.encode(data, false)).as("%s", golden).isEqualTo(golden.ids());
                assertThat(tokenizer.encode(data, true)).as("%s", golden).isEqualTo(golden.around());
                assertThat(Fixtures.decode(tokenizer, golden.ids())).isEqualTo(golden.text());
            }
            for (Golden golden : Fixtures.goldens(name, "prompts")) {
                assertThat(Fixtures.encodeMarkup(tokenizer, golden.text()))
                        .as("%s", golden)
                        .isEqualTo(golden.ids());
            }
        }
    }

    @Test
    void smollmVocabularyHasTheIdsOfTheTokenizerItWasMadeFrom() {
        assertSameAsHuggingFace("byte-level", converted("byte-level", "smollm", false, 0));
    }

    @Test
    void llamaVocabularyHasTheIdsOfTheTokenizerItWasMadeFrom() {
        assertSameAsHuggingFace("begin-byte-level", converted("begin-byte-level", "llama-bpe", true, 360));
    }

    @Test
    void digitsAreCutAsThePreTokenizerSays() {
        try (Tokenizer smollm = Tokenizers.load(digits("smollm"));
                Tokenizer gpt2 = Tokenizers.load(digits("gpt-2"));
                Tokenizer qwen2 = Tokenizers.load(digits("qwen2"));
                Tokenizer llama = Tokenizers.load(digits("llama-bpe"));
                Tokenizer plain = Tokenizers.load(digits("default"))) {
            assertThat(smollm.count("1111")).isEqualTo(4);
            assertThat(gpt2.count("1111")).isEqualTo(1);
            assertThat(qwen2.count("1111")).isEqualTo(4);
            assertThat(llama.count("1111")).isEqualTo(2);
            assertThat(plain.count("1111")).isEqualTo(2);
        }
    }

    private static Gguf digits(String pre) {
        List<String> tokens = List.of("1", "11", "111", "1111");
        return new Gguf(pre, tokens, new int[] {1, 1, 1, 1}, List.of("1 1", "11 1", "11 11"), false, 0, 0, null);
    }

    @Test
    void unknownPreTokenizerIsNamedWithTheKnownOnes() {
        assertModelFile(digits("tekken"), "tekken", "llama-bpe", "smollm");
    }

    @Test
    void tablesMustFitEachOther() {
        assertModelFile(
                new Gguf("smollm", List.of("a", "b"), new int[] {1}, List.of(), false, 0, 0, null), "token_type");
        assertModelFile(
                new Gguf("smollm", List.of("a"), new int[] {1}, List.of(), true, 7, 0, null), "bos_token_id", "7");
        assertModelFile(
                new Gguf("smollm", List.of("a"), new int[] {1}, List.of("a b"), false, 0, 0, null), "tokenizer");
    }

    private static void assertModelFile(Gguf gguf, String... named) {
        assertThatThrownBy(() -> Tokenizers.load(gguf))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .hasMessageContainingAll(named);
    }
}
