package dev.aligner.engine.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.weights.TokenizerSource.HuggingFace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerJsonTest {

    private static Tokenizer load(String json) {
        return Tokenizers.load(new HuggingFace(json, null, null, null));
    }

    private static String file(String added, String model, String decoder) {
        return """
                {"version":"1.0","truncation":{"direction":"Right","max_length":2,"strategy":"LongestFirst","stride":0},
                 "padding":{"strategy":{"Fixed":9},"direction":"Right","pad_to_multiple_of":null,"pad_id":0,
                 "pad_type_id":0,"pad_token":"a"},"normalizer":null,"pre_tokenizer":null,"post_processor":null,
                 "added_tokens":%s,"model":%s,"decoder":%s}""".formatted(added, model, decoder);
    }

    private static String added(int id, String content, String rest) {
        return """
                {"id":%d,"content":"%s","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,\
                "special":true%s}""".formatted(id, content, rest);
    }

    private static final String ABC = """
            {"type":"BPE","dropout":0.9,"vocab":{"a":0,"b":1,"c":2,"ab":3,"abc":4},"merges":["a b","ab c"]}""";

    private static final String BYTE_LEVEL =
            "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":false}";

    @Test
    void truncationPaddingAndDropoutAreOff() {
        try (Tokenizer tokenizer = load(file("[]", ABC, BYTE_LEVEL))) {
            assertThat(Fixtures.encodeData(tokenizer, "abcabcabcabc")).containsExactly(4, 4, 4, 4);
        }
    }

    @Test
    void controlTokenThatMergesCouldBuildIsNotBuilt() {
        String json = file("[" + added(4, "abc", "") + "]", ABC, BYTE_LEVEL);
        try (Tokenizer tokenizer = load(json)) {
            assertThat(Fixtures.encodeData(tokenizer, "abc")).containsExactly(3, 2);
            assertThat(Fixtures.encodeMarkup(tokenizer, "abc")).containsExactly(4);
        }
    }

    @Test
    void controlTokenThatAUnigramModelWouldPreferIsNotChosen() {
        String unigram = """
                {"type":"Unigram","unk_id":0,"byte_fallback":false,
                 "vocab":[["<unk>",0.0],["</s>",0.0],["<",-2.0],["/",-2.0],["s",-2.0],[">",-2.0]]}""";
        String json = file(
                "[" + added(0, "<unk>", "") + "," + added(1, "</s>", "") + "]",
                unigram,
                "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"always\"}");
        try (Tokenizer tokenizer = load(json)) {
            assertThat(Fixtures.encodeData(tokenizer, "</s>")).containsExactly(2, 3, 4, 5);
            assertThat(Fixtures.encodeMarkup(tokenizer, "s</s>")).containsExactly(4, 1);
        }
    }

    @Test
    void tokensKeepTheirIdsBehindOnesThatAreInDisguise() {
        String plain = added(6, "<call>", "").replace("\"special\":true", "\"special\":false");
        String json = file("[" + added(5, "<eot>", "") + "," + plain + "]", ABC, BYTE_LEVEL);
        try (Tokenizer tokenizer = load(json)) {
            assertThat(Fixtures.encodeMarkup(tokenizer, "a<eot><call>")).containsExactly(0, 5, 6);
            assertThat(Fixtures.encodeData(tokenizer, "a<call>")).containsExactly(0, 6);
        }
    }

    @Test
    void controlTokenTakesTheSpaceBehindItWhereTheFileSaysSo() {
        String strips = added(5, "<end>", "").replace("\"rstrip\":false", "\"rstrip\":true");
        try (Tokenizer tokenizer = load(file("[" + strips + "]", ABC, BYTE_LEVEL))) {
            assertThat(tokenizer.encode(List.of(PromptPiece.markup("<end>"), PromptPiece.data(" a")), false))
                    .containsExactly(5, 0);
        }
    }

    @Test
    void idsThatTheLibraryWouldNotGiveAreRefused() {
        assertRefused(file("[" + added(9, "<eot>", "") + "]", ABC, BYTE_LEVEL), "<eot>", "9", "5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json|tokenizer.json",
                "[]|tokenizer.json",
                "{}|model",
                "{\"model\":{\"type\":\"BPE\"}}|model.vocab",
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1}}}|model.vocab",
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":2000000000}},\"decoder\":{\"type\":\"ByteLevel\"}}|id",
                "{\"model\":{\"type\":\"Nope\",\"vocab\":{\"a\":0}},\"decoder\":{\"type\":\"ByteLevel\"}}|tokenizer library: data did not match",
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0}}}|decoder",
            })
    void brokenFilesSayWhatIsWrong(String json, String named) {
        assertRefused(json, named);
    }

    private static void assertRefused(String json, String... named) {
        assertThatThrownBy(() -> load(json))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .hasMessageContainingAll(named);
    }
}
