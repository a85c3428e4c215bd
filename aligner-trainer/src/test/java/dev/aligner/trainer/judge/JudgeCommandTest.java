package dev.aligner.trainer.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.TrainerApplication;
import dev.aligner.trainer.endpoint.ScriptedEndpoint;
import dev.aligner.trainer.endpoint.ScriptedEndpoint.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class JudgeCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void answers() throws IOException {
        Files.writeString(directory.resolve("one.jsonl"), """
            {"question": "q1", "answer": "bad one", "correction": "good one"}
            {"question": "q2", "answer": "good two", "correction": "bad two"}
            {"question": "q3", "answer": "same", "correction": "same"}
            {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}, \
            {"role": "user", "content": "q4"}], "answer": "bad four", "correction": "good four"}
            """);
        Files.writeString(directory.resolve("other.jsonl"), """
            {"question": "q5", "answer": "bad five", "correction": "good five"}
            """);
    }

    private int run(ScriptedEndpoint server, String... more) {
        CommandLine line = new CommandLine(new TrainerApplication());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(Stream.concat(
                        Stream.of(
                                "judge",
                                "--endpoint",
                                server.base().toString(),
                                "--endpoint-model",
                                "judge-model",
                                "--answers",
                                "one=" + directory.resolve("one.jsonl"),
                                "--answers",
                                "other=" + directory.resolve("other.jsonl"),
                                "--out",
                                directory.resolve("judged").toString()),
                        Arrays.stream(more))
                .toArray(String[]::new));
    }

    private String file(String name) {
        try {
            return Files.readString(directory.resolve("judged").resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String prompt(JsonNode request) {
        return request.path("messages").path(1).path("content").asString();
    }

    /** Prefers what calls itself good. */
    private static Answer fair(JsonNode request) {
        String prompt = prompt(request);
        boolean first = prompt.indexOf("\ngood") < prompt.indexOf("\nbad");
        return Answer.text("The other one is bad, so [[" + (first ? "responseA" : "responseB") + "]]");
    }

    @Test
    void countsWhatAFairJudgeSays() {
        try (ScriptedEndpoint server = new ScriptedEndpoint(JudgeCommandTest::fair)) {
            assertThat(run(server)).as(err.toString()).isZero();

            // 4 pairs that differ, 2 orders, 2 dimensions
            assertThat(server.requests()).hasSize(16);
            assertThat(file("judge.csv").lines().map(line -> line.replaceAll(",[^,]+,[^,]+$", "")))
                    .containsExactly(
                            "upstream,dimension,rows,win,equal,lose,copies,contradictions,unjudged,net",
                            "\"one\",helpful,4,2,1,1,1,0,0,0.250000",
                            "\"one\",harmless,4,2,1,1,1,0,0,0.250000",
                            "\"other\",helpful,1,1,0,0,0,0,0,1.000000",
                            "\"other\",harmless,1,1,0,0,0,0,0,1.000000");
            assertThat(file("judge.md")).contains("| one | 25.0 | +25.0 [").contains("| other | 0.0 | +100.0 [");
            assertThat(directory.resolve("judged/judge.png")).isNotEmptyFile();

            assertThat(run(server)).isZero();
            assertThat(server.requests()).as("all is known").hasSize(16);
            assertThat(run(server, "--dimension", "empathy,honest")).isZero();
            assertThat(server.requests()).hasSize(32);
        }
    }

    @Test
    void theJudgeSeesTheConversationAndBothOrders() {
        try (ScriptedEndpoint server = new ScriptedEndpoint(JudgeCommandTest::fair)) {
            run(server, "--dimension", "helpful");
            Set<String> prompts = ConcurrentHashMap.newKeySet();
            server.requests().forEach(request -> prompts.add(prompt(request)));
            assertThat(prompts)
                    .hasSize(8)
                    .contains(
                            "<conversation>\nuser: hi\nassistant: ho\nuser: q4\n</conversation>\n\n"
                                    + "<responseA>\nbad four\n</responseA>\n\n<responseB>\ngood four\n</responseB>",
                            "<conversation>\nuser: hi\nassistant: ho\nuser: q4\n</conversation>\n\n"
                                    + "<responseA>\ngood four\n</responseA>\n\n<responseB>\nbad four\n</responseB>");
        }
    }

    @Test
    void aJudgeThatLovesTheFirstPlaceDecidesNothing() {
        try (ScriptedEndpoint server = new ScriptedEndpoint(request -> Answer.text("[[responseA]]"))) {
            assertThat(run(server, "--dimension", "helpful")).as(err.toString()).isZero();
            assertThat(file("judge.csv"))
                    .contains("\"one\",helpful,4,0,4,0,1,3,0,0.000000")
                    .contains("\"other\",helpful,1,0,1,0,0,1,0,0.000000");
        }
    }

    @Test
    void whatIsMissingIsSaidAndAskedForLater() {
        Map<String, Boolean> seen = new ConcurrentHashMap<>();
        try (ScriptedEndpoint server = new ScriptedEndpoint(
                request -> prompt(request).contains("q2") && Objects.isNull(seen.putIfAbsent(prompt(request), true))
                        ? Answer.text("I would rather not say.")
                        : fair(request))) {
            assertThat(run(server, "--dimension", "helpful")).isEqualTo(1);
            assertThat(file("judge.csv")).contains("\"one\",helpful,3,2,1,0,1,0,1,0.666667");
            assertThat(err.toString()).contains("a reply without a tag").contains("1 pairs have no verdict");

            assertThat(run(server, "--dimension", "helpful")).isZero();
            assertThat(server.requests()).hasSize(10);
            assertThat(file("judge.csv")).contains("\"one\",helpful,4,2,1,1,1,0,0,0.250000");
        }
    }

    @Test
    void tooManyRequestsAreWaitedFor() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (ScriptedEndpoint server = new ScriptedEndpoint(request ->
                seen.add(prompt(request)) ? new Answer(429, Map.of("retry-after", "0"), "") : fair(request))) {
            assertThat(run(server, "--dimension", "helpful")).as(err.toString()).isZero();
            assertThat(server.requests()).hasSize(16);
        }
    }

    @Test
    void aWrongKeyEndsTheRun() {
        try (ScriptedEndpoint server = new ScriptedEndpoint(
                request -> new Answer(401, Map.of(), "{\"error\": {\"message\": \"wrong key\"}}"))) {
            assertThat(run(server)).isEqualTo(1);
            assertThat(err.toString()).contains("HTTP 401, wrong key");
            assertThat(run(server, "--api-key-env", "ALIGNER_TEST_NO_SUCH_KEY")).isEqualTo(2);
            assertThat(run(server, "--dimension", "wisdom")).isEqualTo(2);
            assertThat(run(server, "--limit", "-1")).isEqualTo(2);
        }
    }
}
