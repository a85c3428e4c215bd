package dev.aligner.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Texts;
import dev.aligner.core.policy.CorrectionPolicy.Streaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StreamGateTest {

    /** An answer, and an output that follows it for a while. */
    record Case(String answer, String output) {}

    @Test
    void decidedFollowsTheAnswerAndHoldsFromTheFirstChange() {
        StreamGate gate = new StreamGate(Streaming.DECIDED, "It has six legs.");
        assertThat(gate.output("It has")).isEqualTo("It has");
        assertThat(gate.output(" eight")).isEqualTo(" ");
        assertThat(gate.output(" legs.")).isEmpty();
        assertThat(gate.rest("It has eight legs.")).contains("eight legs.");
    }

    @Test
    void decidedCanStillDeliverTheAnswer() {
        StreamGate gate = new StreamGate(Streaming.DECIDED, "It has six legs.");
        gate.output("It has so many");
        assertThat(gate.rest("It has six legs.")).contains("ix legs.");
    }

    @Test
    void eagerSendsAtOnceAndSaysWhenTheVerdictContradicts() {
        StreamGate gate = new StreamGate(Streaming.EAGER, "It has six legs.");
        assertThat(gate.output("It has eight")).isEqualTo("It has eight");
        assertThat(gate.rest("It has eight legs.")).contains(" legs.");
        assertThat(gate.rest("It has six legs.")).isEmpty();
    }

    @Test
    void outerWhiteSpaceIsTheAnswersOwn() {
        StreamGate gate = new StreamGate(Streaming.EAGER, "\n\nSix\n");
        assertThat(gate.output(" ")).isEmpty();
        assertThat(gate.output(" Eight")).isEqualTo("\n\nEight");
        assertThat(gate.output("  \n\n")).isEmpty();
        assertThat(gate.rest("\n\nEight\n")).contains("\n");
    }

    @Test
    void innerWhiteSpaceLeavesWithWhatFollowsIt() {
        StreamGate gate = new StreamGate(Streaming.EAGER, "x");
        assertThat(gate.output("a ")).isEqualTo("a");
        assertThat(gate.output(" b")).isEqualTo("  b");
    }

    @Test
    void halfEqualSurrogatePairsAreNotSplit() {
        StreamGate gate = new StreamGate(Streaming.DECIDED, "a\ud83d\ude00");
        assertThat(gate.output("a\ud83d\ude01")).isEqualTo("a");
        assertThat(gate.rest("a\ud83d\ude01")).contains("\ud83d\ude01");
    }

    @Property(tries = 1000)
    void decidedPiecesJoinedAreWhateverIsDelivered(
            @ForAll("cases") Case correction,
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 9) Integer> chunks) {
        String output = EdgeWhitespace.of(correction.answer()).around(correction.output());
        for (String delivered : List.of(output, correction.answer())) {
            StreamGate gate = new StreamGate(Streaming.DECIDED, correction.answer());
            List<String> pieces = feed(gate, correction.output(), chunks);
            pieces.add(gate.rest(delivered).orElseThrow());
            assertThat(String.join("", pieces)).isEqualTo(delivered);
            assertThat(pieces).allMatch(StreamGateTest::wholeCodePoints);
        }
    }

    @Property(tries = 1000)
    void eagerPiecesJoinedAreTheOutput(
            @ForAll("cases") Case correction,
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 9) Integer> chunks) {
        String delivered = EdgeWhitespace.of(correction.answer()).around(correction.output());
        StreamGate gate = new StreamGate(Streaming.EAGER, correction.answer());
        List<String> pieces = feed(gate, correction.output(), chunks);
        String sent = String.join("", pieces);
        pieces.add(gate.rest(delivered).orElseThrow());
        assertThat(String.join("", pieces)).isEqualTo(delivered);
        assertThat(pieces).allMatch(StreamGateTest::wholeCodePoints);
        Optional<String> instead = gate.rest(correction.answer());
        assertThat(instead.isPresent()).isEqualTo(correction.answer().startsWith(sent));
    }

    @Property(tries = 500)
    void nothingIsHeldThatCouldLeave(@ForAll("cases") Case correction) {
        StreamGate gate = new StreamGate(Streaming.EAGER, correction.answer());
        EdgeWhitespace edges = EdgeWhitespace.of(correction.answer());
        String core = EdgeWhitespace.of(correction.output()).core();
        assertThat(gate.output(correction.output())).isEqualTo(core.isEmpty() ? "" : edges.leading() + core);
    }

    @Property(tries = 300)
    void copyOfTheAnswerLeavesAtOnceWhenDecided(@ForAll("texts") String answer) {
        StreamGate gate = new StreamGate(Streaming.DECIDED, answer);
        EdgeWhitespace edges = EdgeWhitespace.of(answer);
        assertThat(gate.output(edges.core())).isEqualTo(edges.core().isEmpty() ? "" : edges.leading() + edges.core());
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hard();
    }

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(Texts.hard(), Texts.hard(), Texts.hard())
                .as((common, answer, output) -> new Case(common + answer, common + output));
    }

    /** Cuts anywhere, within surrogate pairs too. */
    private static List<String> feed(StreamGate gate, String output, List<Integer> chunks) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int chunk : chunks) {
            int end = Math.min(output.length(), start + chunk);
            pieces.add(gate.output(output.substring(start, end)));
            start = end;
        }
        pieces.add(gate.output(output.substring(start)));
        return pieces;
    }

    private static boolean wholeCodePoints(String piece) {
        return piece.codePoints().noneMatch(codePoint -> codePoint >= 0xd800 && codePoint <= 0xdfff);
    }
}
