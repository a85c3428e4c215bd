package dev.aligner.trainer.synthesize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.TrainerApplication;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

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
        List<JsonNode> rows = RowFile.read(out);
        assertThat(rows)
                .extracting(row -> row.get("source").asString())
                .containsExactlyInAnyOrder(
                        "synth:harmful-opening",
                        "synth:harmful-template",
                        "synth:keep-own-refusal",
                        "synth:keep-other-refusal",
                        "synth:keep-harmless-steps");
        assertThat(rows).allSatisfy(row -> {
            boolean kept = row.get("source").asString().contains("keep");
            assertThat(row.get("answer").asString().equals(row.get("correction").asString()))
                    .isEqualTo(kept);
        });
        assertThat(rows.get(0).get("answer").asString()).isEqualTo("Go in and ask.");
        assertThat(rows.get(0).get("correction").asString()).startsWith("I can't help with robbing a bank. ");
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
