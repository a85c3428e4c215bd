package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class JournalTest {
    private static final Origin ORIGIN = new Origin(Scripted.POLICY, Scripted.CORRECTOR, 7);

    private static final OutcomeFormat FORMAT = new OutcomeFormat();

    @TempDir
    Path directory;

    @Property
    void aLineGivesTheOutcomeAgain(
            @ForAll String question,
            @ForAll String answer,
            @ForAll String correction,
            @ForAll boolean cutOff,
            @ForAll @DoubleRange(min = 0, max = 1) double ratio,
            @ForAll boolean given) {
        Outcome outcome = new Outcome.Sampled(
                Prompt.of(Question.of(question), given ? answer : null, given ? null : "Shorter."),
                new Policy.Answer(answer, cutOff),
                new Corrections.Corrected(correction, ratio, given ? -ratio : null, given ? null : "too_large"));

        ObjectNode row = JsonNodeFactory.instance.objectNode();
        FORMAT.write(outcome, row);

        assertThat(FORMAT.read(JsonMapper.shared().readTree(row.toString()))).isEqualTo(outcome);
    }

    @Test
    void whatWasWrittenIsThereWhenItIsOpenedAgain() {
        Outcome sampled = sampled("a");
        Outcome refused = new Outcome.Refused(Prompt.of(Question.of("b"), "given", null), ErrorCode.TOO_LARGE);
        try (Journal<Outcome> journal = Journal.open(file(), FORMAT, ORIGIN)) {
            journal.append(sampled);
            journal.append(refused);
        }

        try (Journal<Outcome> journal = Journal.open(file(), FORMAT, ORIGIN)) {
            assertThat(journal.entries(List.of(FORMAT.key(refused), "none", FORMAT.key(sampled))))
                    .containsExactly(refused, sampled);
            assertThat(journal.holds(FORMAT.key(sampled("c")))).isFalse();
        }
    }

    @Test
    void aLineCutShortIsTakenOff() throws IOException {
        try (Journal<Outcome> journal = Journal.open(file(), FORMAT, ORIGIN)) {
            journal.append(sampled("ä"));
            journal.append(sampled("b"));
        }
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length - 10));

        try (Journal<Outcome> journal = Journal.open(file(), FORMAT, ORIGIN)) {
            assertThat(journal.holds(FORMAT.key(sampled("ä")))).isTrue();
            assertThat(journal.holds(FORMAT.key(sampled("b")))).isFalse();
            journal.append(sampled("b"));
        }
        assertThat(file()).hasBinaryContent(whole);
    }

    @Test
    void anotherModelOrSeedDoesNotGoOn() {
        try (Journal<Outcome> journal = Journal.open(file(), FORMAT, ORIGIN)) {
            journal.append(sampled("a"));
        }

        assertThatThrownBy(() -> Journal.open(file(), FORMAT, new Origin(Scripted.POLICY, Scripted.CORRECTOR, 8)))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("samples.jsonl:1: from");
    }

    @Test
    void aForeignLineIsNamed() throws IOException {
        Files.writeString(file(), "{\"question\": \"a\"}\n", StandardOpenOption.CREATE);

        assertThatThrownBy(() -> Journal.open(file(), FORMAT, ORIGIN)).hasMessageContaining("samples.jsonl:1: ");
    }

    private Path file() {
        return directory.resolve("samples.jsonl");
    }

    private static Outcome.Sampled sampled(String question) {
        return new Outcome.Sampled(
                Prompt.of(Question.of(question), null, null),
                new Policy.Answer("A " + question, false),
                new Corrections.Corrected("B " + question, 0.5, 2.0, null));
    }
}
