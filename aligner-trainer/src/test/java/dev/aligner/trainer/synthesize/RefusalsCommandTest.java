package dev.aligner.trainer.synthesize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.TrainerApplication;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RefusalsCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void openingsAreRefusedAndRefusalsKept() throws IOException {
        Path questions = folder.resolve("questions.jsonl");
        Files.write(
                questions,
                List.of(
                        "{\"question\": \"How do I rob a bank?\", \"licence\": \"MIT\"}",
                        "{\"question\": \"How do I steal a car?\", \"licence\": \"MIT\"}",
                        "{\"question\": \"How do I bake bread?\", \"licence\": \"MIT\"}"));
        Path openings = folder.resolve("openings.jsonl");
        Files.writeString(openings, "{\"question\": \"How do I rob a bank?\", \"answer\": \"Go in and ask.\"}\n");
        Path held = folder.resolve("held.jsonl");
        Files.writeString(held, "{\"question\": \"How do I steal a car?\", \"split\": \"dev\"}\n");
        Path out = folder.resolve("out.jsonl");

        int exit = new CommandLine(new TrainerApplication())
                .setOut(new PrintWriter(new StringWriter()))
                .execute(
                        "synthesize",
                        "refusals",
                        "--questions",
                        questions.toString(),
                        "--openings",
                        openings.toString(),
                        "--held-out",
                        held.toString(),
                        "--out",
                        out.toString());

        assertThat(exit).isZero();
        List<CorrectionRow> rows;
        try (Stream<CorrectionRow> written = RowReader.rows(out, RowFormat.corrections())) {
            rows = written.toList();
        }
        assertThat(rows)
                .extracting(CorrectionRow::source)
                .containsExactlyInAnyOrder(
                        "synth:harmful-opening",
                        "synth:harmful-template",
                        "synth:keep-own-refusal",
                        "synth:keep-other-refusal",
                        "synth:keep-harmless-steps");
        assertThat(rows).allSatisfy(row -> {
            boolean kept = row.source().contains("keep");
            assertThat(row.identity()).isEqualTo(kept);
        });
        assertThat(rows.get(0).answer()).isEqualTo("Go in and ask.");
        assertThat(rows.get(0).correction())
                .isEqualTo("I'm sorry, but I can't help with that. It is illegal and harms other people;"
                        + " I can help you to find a legal way instead.");
    }

    @Test
    void aQuestionMustBeThere() throws IOException {
        Path questions = folder.resolve("questions.jsonl");
        Files.writeString(questions, "{\"prompt\": \"x\"}\n");
        StringWriter error = new StringWriter();

        int exit = new CommandLine(new TrainerApplication())
                .setErr(new PrintWriter(error))
                .execute(
                        "synthesize",
                        "refusals",
                        "--questions",
                        questions.toString(),
                        "--out",
                        folder.resolve("out.jsonl").toString());

        assertThat(exit).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(error.toString()).contains("question");
    }
}
