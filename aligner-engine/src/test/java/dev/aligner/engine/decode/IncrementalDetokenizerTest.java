package dev.aligner.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IncrementalDetokenizerTest {
    @Test
    void anEmojiOfSeveralTokensLeavesWhole() {
        byte[] emoji = "😀".getBytes(StandardCharsets.UTF_8);

        List<String> pieces = pieces(
                List.of(new byte[] {'a', emoji[0]}, new byte[] {emoji[1], emoji[2]}, new byte[] {emoji[3], 'b'}),
                false);

        assertThat(pieces).containsExactly("a", "", "😀b", "");
    }

    @Test
    void aCharacterThatIsNeverFinishedBecomesOneReplacement() {
        assertThat(pieces(List.of(new byte[] {'a', (byte) 0xF0, (byte) 0x9F}), false))
                .containsExactly("a", "\uFFFD");
    }

    @Test
    void onlyTheFirstSpaceOfTheTextIsDroppedAndOnlyWhereTheTokenizerPutIt() {
        List<byte[]> tokens = List.of(bytes(""), bytes(" "), bytes("  a"), bytes(" b"));

        assertThat(String.join("", pieces(tokens, true))).isEqualTo("  a b");
        assertThat(String.join("", pieces(tokens, false))).isEqualTo("   a b");
        assertThat(String.join("", pieces(List.of(bytes("a"), bytes(" b")), true)))
                .isEqualTo("a b");
    }

    @Property(tries = 2000)
    void piecesJoinedAreTheWholeDecodedAtOnce(@ForAll("tokens") List<byte[]> tokens) {
        List<String> pieces = pieces(tokens, false);

        assertThat(String.join("", pieces)).isEqualTo(new String(joined(tokens), StandardCharsets.UTF_8));
        assertThat(pieces)
                .allSatisfy(piece -> assertThat(piece.codePoints()
                                .filter(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
                        .isEmpty());
    }

    /** No character is held back longer than its own bytes: what is whole so far is out. */
    @Property(tries = 500)
    void wholeCharactersLeaveAtOnce(@ForAll("characters") String text) {
        IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(ByteTokens.of(text));

        assertThat(detokenizer.append(0)).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> characters() {
        return Arbitraries.of("a", " ", "ğ", "İ", "€", "漢", "😀", "👩‍🚀", "\uFFFD", "\u0000")
                .list()
                .ofMaxSize(8)
                .map(texts -> String.join("", texts));
    }

    /** Characters cut anywhere, and bytes that are none: lone continuations, overlong forms, surrogates, far planes. */
    @Provide
    Arbitrary<List<byte[]>> tokens() {
        Arbitrary<Byte> sharp = Arbitraries.of(
                        0x61, 0x20, 0x80, 0xBF, 0xC0, 0xC2, 0xC3, 0xE0, 0xA0, 0x9F, 0xED, 0xEF, 0xF0, 0x90, 0x8F, 0xF4,
                        0xF5, 0xFF)
                .map(value -> (byte) (int) value);
        Arbitrary<List<Byte>> noise =
                Arbitraries.oneOf(sharp, Arbitraries.bytes()).list().ofMaxSize(6);
        Arbitrary<List<Byte>> text = characters().map(IncrementalDetokenizerTest::listed);
        return Arbitraries.oneOf(noise, text).list().ofMaxSize(6).flatMap(parts -> {
            List<Byte> all = new ArrayList<>();
            parts.forEach(all::addAll);
            return Arbitraries.integers()
                    .between(1, 5)
                    .list()
                    .ofSize(all.size())
                    .map(sizes -> cut(all, sizes));
        });
    }

    private static List<Byte> listed(String text) {
        List<Byte> bytes = new ArrayList<>();
        for (byte value : bytes(text)) {
            bytes.add(value);
        }
        return bytes;
    }

    private static List<byte[]> cut(List<Byte> all, List<Integer> sizes) {
        List<byte[]> tokens = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            byte[] token = new byte[Math.min(size, all.size() - from)];
            for (int i = 0; i < token.length; i++) {
                token[i] = all.get(from++);
            }
            tokens.add(token);
        }
        return tokens;
    }

    private static byte[] joined(List<byte[]> tokens) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        tokens.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static List<String> pieces(List<byte[]> tokens, boolean dropsLeadingSpace) {
        IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(new ByteTokens(tokens, dropsLeadingSpace));
        List<String> pieces = new ArrayList<>();
        for (int token = 0; token < tokens.size(); token++) {
            pieces.add(detokenizer.append(token));
        }
        pieces.add(detokenizer.finish());
        return pieces;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
