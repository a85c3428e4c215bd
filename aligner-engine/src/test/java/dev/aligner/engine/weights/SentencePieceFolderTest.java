package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.weights.SentencePieces.Algorithm;
import dev.aligner.engine.weights.SentencePieces.Kind;
import dev.aligner.engine.weights.SentencePieces.Prefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencePieceFolderTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aLlamaFolderSaysWhatItsFilesSay() {
        TokenizerSource.SentencePiece source = SentencePieceFixtures.read("llama");
        SentencePieces vocabulary = source.vocabulary();

        assertThat(vocabulary.algorithm()).isEqualTo(Algorithm.BPE);
        assertThat(vocabulary.prefix()).isEqualTo(Prefix.EVERY);
        assertThat(vocabulary.trimsSpaces()).isFalse();
        assertThat(vocabulary.charsMap()).isEmpty();
        assertThat(vocabulary.pieces()).hasSize(561);
        assertThat(kinds(vocabulary, 0, 1, 2, 3, 258, 259, 560))
                .containsExactly(
                        Kind.UNKNOWN, Kind.CONTROL, Kind.CONTROL, Kind.BYTE, Kind.BYTE, Kind.NORMAL, Kind.CONTROL);
        assertThat(vocabulary.pieces().get(560).text()).isEqualTo("<pad>");
        assertThat(source.beginText()).isEqualTo("<s>");
        assertThat(source.endText()).isEqualTo("</s>");
        assertThat(source.addsBeginToken()).isTrue();
        assertThat(source.addsEndToken()).isFalse();
    }

    private static List<Kind> kinds(SentencePieces vocabulary, int... ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> vocabulary.pieces().get(id).kind())
                .toList();
    }

    @Test
    void gemmaPutsNoSpaceInFrontAndNamesItsOwnIds() {
        TokenizerSource.SentencePiece source = SentencePieceFixtures.read("gemma");

        assertThat(source.vocabulary().prefix()).isEqualTo(Prefix.NEVER);
        assertThat(source.beginToken()).isEqualTo(2);
        assertThat(source.endToken()).isEqualTo(1);
        assertThat(kinds(source.vocabulary(), 0, 3, 4)).containsExactly(Kind.CONTROL, Kind.UNKNOWN, Kind.USER_DEFINED);
    }

    @Test
    void aT5FolderHasSentinelsAnEndAndNoBegin() {
        TokenizerSource.SentencePiece source = SentencePieceFixtures.read("t5");
        SentencePieces vocabulary = source.vocabulary();
        int last = vocabulary.pieces().size() - 1;

        assertThat(vocabulary.algorithm()).isEqualTo(Algorithm.UNIGRAM);
        assertThat(vocabulary.trimsSpaces()).isTrue();
        assertThat(vocabulary.charsMap()).isNotEmpty();
        assertThat(vocabulary.pieces().get(last).text()).isEqualTo("<extra_id_0>");
        assertThat(vocabulary.pieces().get(last - 19).text()).isEqualTo("<extra_id_19>");
        assertThat(vocabulary.pieces().get(last - 19).kind()).isEqualTo(Kind.CONTROL);
        assertThat(source.beginToken()).isEqualTo(-1);
        assertThat(source.endText()).isEqualTo("</s>");
        assertThat(source.addsBeginToken()).isFalse();
        assertThat(source.addsEndToken()).isTrue();
    }

    @Test
    void theModelFileAloneIsEnough() throws IOException {
        copy("llama/tokenizer.model");

        var source = (TokenizerSource.SentencePiece) HuggingFaceTokenizer.read(folder);
        assertThat(source.vocabulary().pieces()).hasSize(560);
        assertThat(source.beginToken()).isEqualTo(1);
        assertThat(source.endToken()).isEqualTo(2);
    }

    @Test
    void aTokenizerJsonWins() throws IOException {
        copy("llama/tokenizer.model");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");

        assertThat(HuggingFaceTokenizer.read(folder)).isInstanceOf(TokenizerSource.HuggingFace.class);
    }

    @Test
    void theDecoderOfAddedTokensSaysTheSameAsTheirFile() throws IOException {
        copy("llama/tokenizer.model");
        config("{\"bos_token\": {\"content\": \"<s>\"}, \"eos_token\": \"</s>\", \"add_eos_token\": true,"
                + " \"legacy\": false, \"added_tokens_decoder\": {\"2\": {\"content\": \"</s>\", \"special\": true},"
                + " \"560\": {\"content\": \"<pad>\", \"special\": true}, \"561\": {\"content\": \"<tool>\"}}}");

        var source = (TokenizerSource.SentencePiece) HuggingFaceTokenizer.read(folder);
        assertThat(kinds(source.vocabulary(), 560, 561)).containsExactly(Kind.CONTROL, Kind.USER_DEFINED);
        assertThat(source.vocabulary().prefix()).isEqualTo(Prefix.FIRST);
        assertThat(source.addsEndToken()).isTrue();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        copy("llama/tokenizer.model");
        config("{\"bos_token\": \"<begin>\", \"add_bos_token\": \"yes\", \"added_tokens_decoder\": {\"x\":"
                + " {\"content\": \"a\"}, \"900\": {\"content\": \"<far>\"}}}");

        assertThatThrownBy(() -> HuggingFaceTokenizer.read(folder))
                .hasMessageStartingWith(folder.resolve("tokenizer.model") + ": 4 problems: ")
                .hasMessageContainingAll(
                        "bos_token: <begin> (expected: one of the pieces or of the added tokens)",
                        "add_bos_token: \"yes\" (expected: true or false)",
                        "added_tokens_decoder: x (expected: an id)",
                        "added token 900: \"<far>\" (expected: a text, and an id of 0..560,");
    }

    @Test
    void aFolderWithoutATokenizerSaysWhatOneIs() {
        assertThatThrownBy(() -> HuggingFaceTokenizer.read(folder))
                .hasMessage(folder.resolve("tokenizer.json")
                        + ": missing (expected: this file, tokenizer.model or spiece.model)");
    }

    /** Llama 3's original tokenizer.model is such a file. */
    @Test
    void aFileOfAnotherFormatIsNoSentencePieceModel() throws IOException {
        Files.writeString(folder.resolve("tokenizer.model"), "IQ== 0\nIg== 1\nIw== 2\n");

        assertThatThrownBy(() -> HuggingFaceTokenizer.read(folder))
                .hasMessageContaining("(expected: a SentencePiece model, a Protocol Buffers message)");
    }

    @Test
    void anotherClassThanT5IsNamed() throws IOException {
        copy("t5/spiece.model");
        config("{\"tokenizer_class\": \"AlbertTokenizer\"}");

        assertThatThrownBy(() -> HuggingFaceTokenizer.read(folder))
                .hasMessageContaining("tokenizer_class: AlbertTokenizer (expected: T5Tokenizer, or a tokenizer.json)");
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void aDamagedModelIsRefusedOrRead(@ForAll Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(SentencePieceFixtures.folder("gemma").resolve("tokenizer.model"));
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        byte[] damaged = random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
        Path own = Files.createTempDirectory("pieces");
        Path file = Files.write(own.resolve("tokenizer.model"), damaged);

        Throwable refusal = catchThrowable(() -> HuggingFaceTokenizer.read(own));

        if (refusal != null) {
            assertThat(refusal).isInstanceOf(AlignerException.class);
            assertThat(((AlignerException) refusal).code()).isEqualTo(ErrorCode.MODEL_FILE);
        }
        Files.delete(file);
        Files.delete(own);
    }

    private void copy(String fixture) throws IOException {
        Path from = SentencePieceFixtures.folder(fixture);
        Files.copy(from, folder.resolve(String.valueOf(from.getFileName())));
    }

    private void config(String json) throws IOException {
        Files.write(folder.resolve("tokenizer_config.json"), json.getBytes(StandardCharsets.UTF_8));
    }
}
