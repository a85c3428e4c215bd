package dev.aligner.trainer.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.statistics.Share;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    @Test
    void theLastTagCounts() {
        assertThat(Choice.in("I might say [[responseA]], but it lies. [[responseB]]"))
                .contains(Choice.SECOND);
        assertThat(Choice.in("**[[ResponseA]]**")).contains(Choice.FIRST);
        assertThat(Choice.in("[[ equal ]]")).contains(Choice.EQUAL);
        assertThat(Choice.in("Response A is better. [responseA]")).isEmpty();
        assertThat(Choice.in("")).isEmpty();
    }

    @Property
    void aJudgeThatLooksAtThePlaceOnlySeesTies(@ForAll Choice always) {
        assertThat(Verdict.of(always, always)).isEqualTo(Verdict.EQUAL);
    }

    @Property
    void swappingTheResponsesSwapsTheVerdict(@ForAll Choice one, @ForAll Choice other) {
        Share share = Verdict.of(one, other).share();
        assertThat(Verdict.of(other, one).share()).isEqualTo(new Share(0 - share.part(), 1));
    }

    @Test
    void aConsistentJudgeIsBelieved() {
        assertThat(Verdict.of(Choice.SECOND, Choice.FIRST)).isEqualTo(Verdict.WIN);
        assertThat(Verdict.of(Choice.FIRST, Choice.SECOND)).isEqualTo(Verdict.LOSE);
        assertThat(Verdict.of(Choice.EQUAL, Choice.FIRST)).isEqualTo(Verdict.EQUAL);
    }
}
