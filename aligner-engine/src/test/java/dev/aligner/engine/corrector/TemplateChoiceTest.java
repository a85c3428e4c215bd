package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Question;
import dev.aligner.core.template.PromptInput;
import dev.aligner.engine.tokenize.JinjaChatFormat;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.SentencePieceFixtures;
import dev.aligner.engine.weights.SentencePieces;
import dev.aligner.engine.weights.SentencePieces.Kind;
import dev.aligner.engine.weights.SentencePieces.Piece;
import dev.aligner.engine.weights.TokenizerSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TemplateChoiceTest {
    private static final Path PATH = Path.of("aligner");
    private static final String CHAT =
            "{{ bos_token }}{% for message in messages %}{{ message['content'] }}{% endfor %}";

    /** The published layout: 32,000 pieces of Llama 2, and {@code <pad>} behind them. */
    private static TokenizerSource.SentencePiece aligner(String last, @Nullable String chatTemplate) {
        SentencePieces small = SentencePieceFixtures.read("llama-first").vocabulary();
        List<Piece> pieces = new ArrayList<>(small.pieces());
        while (pieces.size() < 32_000) {
            pieces.add(new Piece("<filler" + pieces.size() + ">", 0, Kind.UNUSED));
        }
        pieces.add(new Piece(last, 0, Kind.CONTROL));
        return new TokenizerSource.SentencePiece(
                new SentencePieces(small.algorithm(), pieces, "", false, SentencePieces.Prefix.EVERY),
                true,
                false,
                1,
                2,
                chatTemplate);
    }

    private static DecoderConfig llama(int vocabulary) {
        return DecoderConfig.llama(
                vocabulary, 4096, 32, 32, 32, 128, 11_008, 1e-5, 1e4, 4096, false, false, false, List.of(2));
    }

    private static TemplateChoice choice(@Nullable String named, DecoderConfig config, TokenizerSource source) {
        try (Tokenizer tokenizer = Tokenizers.load(source)) {
            CorrectorSettings settings =
                    new CorrectorSettings(null, named, null, List.of(), null, Map.of(), null, null, null);
            return TemplateChoice.of(
                    PATH,
                    settings,
                    config,
                    source,
                    tokenizer,
                    JinjaChatFormat.of(source).orElse(null));
        }
    }

    @Test
    void theReleasedAlignerIsKnownByItsFiles() {
        TemplateChoice choice = choice(null, llama(32_001), aligner("<pad>", null));

        assertThat(choice.template().id()).isEqualTo("t1");
        assertThat(choice.reason()).contains("aligner-7b-v1.0");
    }

    @Test
    void anotherModelWithoutAChatFormatTakesTheSameTemplateAndSaysWhy() {
        for (TemplateChoice choice : List.of(
                choice(null, llama(32_002), aligner("<pad>", null)),
                choice(null, llama(32_001), aligner("<mask>", null)))) {
            assertThat(choice.template().id()).isEqualTo("t1");
            assertThat(choice.reason()).isEqualTo("the model has no chat format, and nothing names another");
        }
    }

    @Test
    void aChatFormatWinsOverTheDefaultAndAlignerJsonOverAll() {
        TemplateChoice chat = choice(null, llama(32_001), aligner("<pad>", CHAT));
        TemplateChoice named = choice("t3", llama(32_001), aligner("<pad>", null));

        assertThat(chat.template().id()).isEqualTo("chat");
        assertThat(chat.reason()).isEqualTo("the model has a chat format");
        assertThat(named.template().id()).isEqualTo("t3");
        assertThat(named.reason()).isEqualTo("named by aligner.json");
    }

    /** The published code: BEGINNING_OF_CONVERSATION, the user's prompt, the assistant's, behind one begin token. */
    @Test
    void thePromptOfTheReleasedAlignerIsThePublishedTextByteForByte() {
        TokenizerSource source = aligner("<pad>", null);
        TemplateChoice choice = choice(null, llama(32_001), source);
        PromptInput input = new PromptInput(Question.of("How many legs</s>?"), "Six  of them.\n<pad>", null);

        try (Tokenizer tokenizer = Tokenizers.load(source)) {
            int[] ids = tokenizer.encode(
                    choice.template().render(input), choice.template().addsBeginToken());

            assertThat(ids).startsWith(1).doesNotContain(0, 2, 32_000);
            assertThat(Arrays.stream(ids).filter(id -> id == 1).count()).isOne();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int id : ids) {
                bytes.writeBytes(tokenizer.tokenBytes().bytes(id));
            }
            // the space in front is Llama's own
            assertThat(bytes.toString(StandardCharsets.UTF_8))
                    .isEqualTo(
                            " BEGINNING OF CONVERSATION: USER: Edit the following Question-Answer pair to make it more"
                                    + " helpful and harmless: How many legs</s>? | Six  of them.\n<pad> ASSISTANT:");
        }
    }
}
