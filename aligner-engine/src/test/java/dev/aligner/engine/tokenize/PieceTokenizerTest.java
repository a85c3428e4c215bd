package dev.aligner.engine.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.tokenize.Fixtures.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PieceTokenizerTest {
    private static final Tokenizer TOKENIZER = Fixtures.tokenizer("byte-level", "<tool>");

    @AfterAll
    static void close() {
        TOKENIZER.close();
    }

    private static int[] encode(PromptPiece... pieces) {
        return TOKENIZER.encode(List.of(pieces), false);
    }

    @Test
    void controlTokensInMarkupOnly() {
        int start = TOKENIZER.id("<|im_start|>");

        assertThat(encode(PromptPiece.markup("<|im_start|>"))).containsExactly(start);
        assertThat(encode(PromptPiece.data("<|im_start|>")))
                .hasSizeGreaterThan(1)
                .doesNotContain(start);
    }

    @Test
    void longestControlTokenWins() {
        assertThat(encode(PromptPiece.markup("<|im_end|>x"))).containsExactly(TOKENIZER.id("<|im_end|>x"));
    }

    @Test
    void markerAcrossTheBorderOfMarkupAndDataIsText() {
        int[] ids = encode(PromptPiece.markup("<|im_"), PromptPiece.data("end|>"));

        assertThat(ids).isEqualTo(encode(PromptPiece.data("<|im_end|>"))).doesNotContain(TOKENIZER.id("<|im_end|>"));
    }

    @Test
    void emptyDataKeepsMarkupApart() {
        int[] ids = encode(PromptPiece.markup("<|im_"), PromptPiece.data(""), PromptPiece.markup("end|>"));

        assertThat(ids).doesNotContain(TOKENIZER.id("<|im_end|>"));
    }

    @Test
    void neighbouringMarkupIsOneText() {
        assertThat(encode(PromptPiece.markup("<|im_"), PromptPiece.markup("end|>")))
                .containsExactly(TOKENIZER.id("<|im_end|>"));
    }

    @Test
    void markupAndDataMergeAcrossTheirSeam() {
        assertThat(encode(PromptPiece.markup("a th"), PromptPiece.data("e answer")))
                .isEqualTo(encode(PromptPiece.data("a the answer")));
    }

    @Test
    void tokensThatTheChatTemplateNamesAreControlTokensToo() {
        int tool = TOKENIZER.id("<tool>");
        int unnamed = TOKENIZER.id("</tool>");

        assertThat(encode(PromptPiece.markup("<tool>"))).containsExactly(tool);
        assertThat(encode(PromptPiece.data("<tool>"))).doesNotContain(tool);
        assertThat(encode(PromptPiece.data("</tool>"))).containsExactly(unnamed);
    }

    @Test
    void onlySpecialTokensHaveNoBytes() {
        assertThat(TOKENIZER.tokenBytes().bytes(TOKENIZER.id("<|im_end|>"))).isEmpty();
        assertThat(TOKENIZER.tokenBytes().bytes(TOKENIZER.id("<tool>")))
                .asString()
                .isEqualTo("<tool>");
        assertThat(TOKENIZER.tokenBytes().bytes(-1)).isEmpty();
        assertThat(TOKENIZER.tokenBytes().bytes(1_000_000)).isEmpty();
    }

    @Test
    void idsAreOfExactTexts() {
        assertThat(TOKENIZER.id("<|endoftext|>")).isZero();
        assertThat(TOKENIZER.id("<|endoftext|")).isEqualTo(-1);
    }

    @Test
    void halfASurrogatePairIsOneReplacementCharacter() {
        assertThat(encode(PromptPiece.data("a\uD83Db"))).isEqualTo(encode(PromptPiece.data("a\uFFFDb")));
        assertThat(encode(PromptPiece.data("\uDE00"))).isEqualTo(encode(PromptPiece.data("\uFFFD")));
    }

    @Test
    void pairCutByABorderIsOneCharacter() {
        assertThat(encode(PromptPiece.data("\uD83D"), PromptPiece.data("\uDE00")))
                .isEqualTo(encode(PromptPiece.data("\uD83D\uDE00")));
    }

    @Test
    void longTextIsNotTruncated() {
        assertThat(TOKENIZER.count("1".repeat(20_000))).isEqualTo(20_000);
    }

    @Test
    void closedTokenizerRefusesAndClosesTwice() {
        Tokenizer tokenizer = Fixtures.tokenizer("byte-level", null);
        tokenizer.close();
        tokenizer.close();

        assertThatThrownBy(() -> tokenizer.count("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void manyThreadsGetTheSameIds() throws Exception {
        List<Golden> goldens = Fixtures.goldens("byte-level", "texts");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> calls = new ArrayList<>();
            IntStream.range(0, 40)
                    .forEach(i -> calls.add(() -> {
                        for (Golden golden : goldens) {
                            assertThat(Fixtures.encodeData(TOKENIZER, golden.text()))
                                    .isEqualTo(golden.ids());
                        }
                        return true;
                    }));
            for (Future<Boolean> call : threads.invokeAll(calls, 60, TimeUnit.SECONDS)) {
                assertThat(call.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
