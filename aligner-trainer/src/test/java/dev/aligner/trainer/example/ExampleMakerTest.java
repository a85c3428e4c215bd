package dev.aligner.trainer.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Question;
import dev.aligner.engine.corrector.CorrectorTokens;
import dev.aligner.trainer.data.CorrectionRow;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExampleMakerTest {
    private static final ExampleMaker MAKER = new ExampleMaker(new LetterTokens(), 20);

    @Test
    void anExampleIsPromptThenCorrectionThenEnd() {
        Made.Kept kept = (Made.Kept) MAKER.make(row("q", "a", "b", null));
        assertThat(kept.example().tokens()).containsExactly('q', '|', 'a', 'b', 0);
        assertThat(kept.example().targetFrom()).isEqualTo(3);
        assertThat(kept.example().targets()).isEqualTo(2);
    }

    @Test
    void whiteSpaceAroundAnswerAndCorrectionIsNoChange() {
        Made.Kept kept = (Made.Kept) MAKER.make(row("", " \na ", "a", null));
        assertThat(kept.example().tokens()).containsExactly('|', 'a', 'a', 0);
        assertThat(kept.targets().changed()).isZero();
    }

    @Test
    void theLongestRowThatFitsIsKeptAndALongerOneDroppedWithItsLength() {
        assertThat(MAKER.make(row("", "123456789", "123456789", null))).isInstanceOf(Made.Kept.class);
        CorrectionRow longer = row("", "123456789", "1234567890", null);
        assertThat(MAKER.make(longer)).isEqualTo(new Made.Dropped(longer, DropReason.TOO_LONG, 21));
    }

    @Test
    void dropsAreCountedByReason() {
        MadeExamples made = MadeExamples.of(Stream.of(
                        row("q", "a", "b", null),
                        row("q", " ", "b", null),
                        row("q", "a", "\n", null),
                        row("q", "a", "", null),
                        row("q", "a", "b", "be kind"))
                .map(MAKER::make));
        assertThat(made.kept()).hasSize(1);
        assertThat(made.dropped())
                .isEqualTo(Map.of(
                        DropReason.EMPTY_ANSWER, 1, DropReason.EMPTY_CORRECTION, 2, DropReason.NOT_IN_TEMPLATE, 1));
    }

    @Test
    void examplesOfARealModelAreWhatServingReadsAndWrites() {
        Path model = Path.of("../models/smollm2-135m-instruct");
        try (CorrectorTokens tokens = CorrectorTokens.open(model)) {
            var maker = new ExampleMaker(ExampleTokens.of(tokens), tokens.contextTokens());
            Made.Kept kept = (Made.Kept) maker.make(row(
                    "How many legs has a spider?",
                    "A spider has six \ud83d\ude00 legs.",
                    "A spider has eight \ud83d\ude00 legs.",
                    null));
            int[] ids = kept.example().tokens();
            int[] target = Arrays.copyOfRange(ids, kept.example().targetFrom(), ids.length);
            assertThat(tokens.text(target)).isEqualTo("A spider has eight \ud83d\ude00 legs.");
            assertThat(target[target.length - 1]).isEqualTo(tokens.endToken());
            assertThat(tokens.text(Arrays.copyOf(ids, kept.example().targetFrom())))
                    .contains("A spider has six");
            StringBuilder changed = new StringBuilder();
            for (int i = 0; i < target.length; i++) {
                changed.append(kept.targets().isChanged(i) ? tokens.text(new int[] {target[i]}) : "");
            }
            assertThat(changed).hasToString(" eight");
        }
    }

    private static CorrectionRow row(String question, String answer, String correction, @Nullable String instruction) {
        return new CorrectionRow(Question.of(question), answer, correction, instruction, "s", null, "train");
    }
}
