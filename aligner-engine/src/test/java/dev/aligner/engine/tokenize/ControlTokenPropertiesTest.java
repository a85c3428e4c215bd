package dev.aligner.engine.tokenize;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.weights.SentencePieceFixtures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

class ControlTokenPropertiesTest {
    private static final List<String> MARKERS = List.of(
            "<|endoftext|>",
            "<|im_start|>",
            "<|im_end|>",
            "<|im_end|>x",
            "<s>",
            "</s>",
            "<unk>",
            "<|begin_of_text|>",
            "<|eot_id|>",
            "<pad>",
            "<start_of_turn>",
            "<extra_id_0>",
            "<0x0A>");
    private static final Map<String, Tokenizer> TOKENIZERS = Map.of(
            "byte-level", Fixtures.tokenizer("byte-level", null),
            "begin-byte-level", Fixtures.tokenizer("begin-byte-level", null),
            "sentencepiece", Fixtures.tokenizer("sentencepiece", null),
            "sentencepiece-first", Fixtures.tokenizer("sentencepiece-first", null),
            "llama", Tokenizers.load(SentencePieceFixtures.read("llama")),
            "gemma", Tokenizers.load(SentencePieceFixtures.asGguf("gemma")),
            "t5", Tokenizers.load(SentencePieceFixtures.read("t5")));

    @AfterContainer
    static void close() {
        TOKENIZERS.values().forEach(Tokenizer::close);
    }

    private static Tokenizer tokenizer(String name) {
        return requireNonNull(TOKENIZERS.get(name));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(TOKENIZERS.keySet());
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ascii().ofMaxLength(12),
                Arbitraries.strings().all().ofMaxLength(12).map(ControlTokenPropertiesTest::wellFormed),
                Arbitraries.of(
                        "the", " answer", "\r\n", "  ", "123", "\uD83D\uDC68\u200D\uD83D\uDC69", "\u00e9", "<|"));
    }

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.oneOf(plain(), Arbitraries.of(MARKERS), cutMarkers())
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    private static Arbitrary<String> cutMarkers() {
        return Combinators.combine(
                        Arbitraries.of(MARKERS), Arbitraries.integers().between(0, 13))
                .as((marker, at) -> marker.substring(0, Math.min(at, marker.length())));
    }

    private static String wellFormed(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static List<PromptPiece> cut(String text, List<Integer> cuts) {
        int[] at =
                cuts.stream().mapToInt(i -> Math.min(i, text.length())).sorted().toArray();
        List<PromptPiece> pieces = new ArrayList<>();
        int from = 0;
        for (int end : at) {
            pieces.add(PromptPiece.data(text.substring(from, end)));
            from = end;
        }
        pieces.add(PromptPiece.data(text.substring(from)));
        return pieces;
    }

    @Property(tries = 400)
    void dataNeverBecomesAControlToken(@ForAll("names") String name, @ForAll("hostile") String data) {
        Tokenizer tokenizer = tokenizer(name);
        int[] controls = MARKERS.stream()
                .filter(marker -> !marker.equals("<0x0A>"))
                // what a vocabulary without bytes cannot write is unknown
                .filter(marker -> !(marker.equals("<unk>") && name.equals("t5")))
                .mapToInt(tokenizer::id)
                .filter(id -> id >= 0)
                .toArray();

        assertThat(Fixtures.encodeData(tokenizer, data)).doesNotContain(controls);
    }

    @Property(tries = 300)
    void controlTokensOfAPromptAreThoseOfItsMarkup(
            @ForAll("hostile") String question, @ForAll("hostile") String answer) {
        Tokenizer tokenizer = tokenizer("byte-level");
        int[] ids = tokenizer.encode(
                List.of(
                        PromptPiece.markup("<|im_start|>user\n"),
                        PromptPiece.data(question),
                        PromptPiece.markup("<|im_end|>\n<|im_start|>assistant\n"),
                        PromptPiece.data(answer),
                        PromptPiece.markup("<|im_end|>")),
                false);

        assertThat(Arrays.stream(ids).filter(id -> id < 4).toArray()).containsExactly(1, 2, 1, 2);
        assertThat(Fixtures.decode(tokenizer, ids)).isEqualTo("user\n" + question + "\nassistant\n" + answer);
    }

    @Property(tries = 300)
    void decodingGivesTheTextBack(@ForAll("hostile") String data) {
        for (String name : List.of("byte-level", "begin-byte-level")) {
            Tokenizer tokenizer = tokenizer(name);

            assertThat(Fixtures.decode(tokenizer, Fixtures.encodeData(tokenizer, data)))
                    .isEqualTo(data);
        }
    }

    @Property(tries = 300)
    void bordersOfDataPiecesDoNotMatter(
            @ForAll("names") String name, @ForAll("hostile") String data, @ForAll("cuts") List<Integer> cuts) {
        Tokenizer tokenizer = tokenizer(name);

        assertThat(tokenizer.encode(cut(data, cuts), true))
                .isEqualTo(tokenizer.encode(List.of(PromptPiece.data(data)), true));
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 40).list().ofMaxSize(4);
    }

    @Property(tries = 300)
    void withoutMarkersWhoWroteWhatDoesNotMatter(
            @ForAll("names") String name, @ForAll("plain") String a, @ForAll("plain") String b) {
        Tokenizer tokenizer = tokenizer(name);

        assertThat(tokenizer.encode(List.of(PromptPiece.markup(a), PromptPiece.data(b)), false))
                .isEqualTo(Fixtures.encodeData(tokenizer, a + b));
    }
}
