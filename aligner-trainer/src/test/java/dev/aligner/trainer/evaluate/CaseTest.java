package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Question;
import dev.aligner.trainer.data.CorrectionRow;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CaseTest {
    private static CorrectionRow row(String source, String answer, String correction, @Nullable String instruction) {
        return new CorrectionRow(Question.of(""), answer, correction, instruction, source, null, "dev");
    }

    @Test
    void rowsThatAskTheSameAreOneCaseOfManyReferences() {
        List<Case> cases = Case.of(
                Stream.of(
                        row("b", "rude", "kind", null),
                        row("a", "rude", "rude", null),
                        row("b", "rude", "nice", null),
                        row("b", "rude", "kind", null),
                        row("b", "rude", "kind", "Be kind.")),
                10);

        assertThat(cases).hasSize(3);
        assertThat(cases.get(0).source()).isEqualTo("a");
        assertThat(cases.get(0).good()).isTrue();
        assertThat(cases.subList(1, 3))
                .extracting(Case::references)
                .containsExactlyInAnyOrder(List.of("kind", "nice"), List.of("kind"));
    }

    @Test
    void theSampleDoesNotDependOnTheOrderOfTheRows() {
        List<CorrectionRow> rows = IntStream.range(0, 50)
                .mapToObj(number -> row("s", "answer " + number, "x", null))
                .toList();
        List<CorrectionRow> reversed =
                IntStream.range(0, 50).mapToObj(number -> rows.get(49 - number)).toList();

        assertThat(Case.of(rows.stream(), 7)).hasSize(7).isEqualTo(Case.of(reversed.stream(), 7));
    }

    @Test
    void kindsOfInstructions() {
        assertThat(InstructionKind.of(null)).isEqualTo(InstructionKind.NONE);
        assertThat(InstructionKind.of("Remove personal data.")).isEqualTo(InstructionKind.PRIVATE);
        assertThat(InstructionKind.of("Make the answer more polite.")).isEqualTo(InstructionKind.POLITER);
        assertThat(InstructionKind.of("Make the answer warmer and more empathic."))
                .isEqualTo(InstructionKind.WARMER);
        assertThat(InstructionKind.of("MAKE IT SHORTER")).isEqualTo(InstructionKind.SHORTER);
        assertThat(InstructionKind.of("Make the answer safer.")).isEqualTo(InstructionKind.SAFER);
        assertThat(InstructionKind.of("Translate it.")).isEqualTo(InstructionKind.OTHER);
    }
}
