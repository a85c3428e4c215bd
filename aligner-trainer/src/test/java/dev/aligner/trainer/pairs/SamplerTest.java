package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplerTest {
    private static final Origin ORIGIN = new Origin(Scripted.POLICY, Scripted.CORRECTOR, 7);

    private final Scripted.ShoutingPolicy policy = new Scripted.ShoutingPolicy();

    @TempDir
    Path directory;

    @Test
    void aRunInPiecesGivesTheBytesOfOneAtOnce() throws IOException {
        List<Prompt> prompts = prompts(IntStream.range(0, 40).mapToObj(i -> "topic " + i));

        run(prompts, "whole", 8);
        for (int done : List.of(1, 17, 17, 40)) {
            run(prompts.subList(0, done), "pieces", 3);
        }

        assertThat(directory.resolve("pieces")).hasSameBinaryContentAs(directory.resolve("whole"));
        assertThat(policy.asked).hasValue(80);
        assertThat(Files.readAllLines(directory.resolve("whole"))).hasSize(40);
    }

    @Test
    void whatAPromptGetsDoesNotDependOnItsNeighbours() {
        List<Prompt> prompts = prompts(Stream.of("a", "b", "c"));
        List<Outcome> together = run(prompts, "together", 2);

        assertThat(run(prompts.subList(2, 3), "alone", 1)).containsExactly(together.get(2));
        assertThat(together).extracting(Outcome::prompt).isEqualTo(prompts);
    }

    @Test
    void aPromptThatIsRefusedIsWrittenDownAndNotAskedAgain() {
        List<Prompt> prompts = prompts(Stream.of("a", "long", "b"));

        List<Outcome> outcomes = run(prompts, "run", 2);
        run(prompts, "run", 2);

        assertThat(outcomes.get(1)).isEqualTo(new Outcome.Refused(prompts.get(1), ErrorCode.TOO_LARGE));
        assertThat(policy.asked).hasValue(3);
    }

    @Test
    void aModelThatBreaksEndsTheRunAndKeepsWhatWasDone() {
        List<Prompt> prompts = prompts(Stream.of("a", "b", "break", "c"));

        assertThatThrownBy(() -> run(prompts, "run", 2)).hasRootCauseMessage("broken");

        try (Journal<Outcome> journal = Journal.open(directory.resolve("run"), new OutcomeFormat(), ORIGIN)) {
            assertThat(prompts).map(prompt -> journal.holds(prompt.key())).containsExactly(true, true, false, false);
        }
    }

    @Test
    void anAnswerThatIsGivenIsNotAskedFor() {
        Prompt prompt = Prompt.of(Question.of("a"), "LOUD", null);

        Outcome.Sampled sample =
                (Outcome.Sampled) run(List.of(prompt), "run", 1).get(0);

        assertThat(sample.answer().text()).isEqualTo("LOUD");
        assertThat(sample.corrected().text()).isEqualTo("loud");
        assertThat(policy.asked).hasValue(0);
    }

    private List<Outcome> run(List<Prompt> prompts, String file, int inFlight) {
        try (Journal<Outcome> journal = Journal.open(directory.resolve(file), new OutcomeFormat(), ORIGIN)) {
            return new Sampler(policy, new Scripted.WhisperingCorrections(), Sampling.GREEDY, new InOrder(inFlight))
                    .run(prompts, journal, outcome -> {});
        }
    }

    private static List<Prompt> prompts(Stream<String> questions) {
        return questions
                .map(question -> Prompt.of(Question.of(question), null, null))
                .toList();
    }
}
