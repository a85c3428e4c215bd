package dev.aligner.spark.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.remote.Dialect;
import dev.aligner.remote.RemoteOptions.Prompts;
import dev.aligner.spark.FakeCompletions;
import dev.aligner.spark.FakeService;
import dev.aligner.spark.LocalSpark;
import dev.aligner.spark.executor.Introduction;
import dev.aligner.spark.executor.RemoteModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --remote}: prompts are made here, by a tokenizer and templates without weights, and a server writes. */
@Timeout(300)
class RemoteRunTest {
    private static final Path TINY = Path.of("../aligner-engine/src/test/resources/models/llama-f32-tied");
    private static final int ROWS = 30;

    @TempDir
    Path folder;

    @Test
    void everyRowIsTheServersToWriteAndComesOutOnce() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        for (String file :
                List.of("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(TINY.resolve(file), model.resolve(file));
        }
        Path in = Files.write(
                folder.resolve("in.jsonl"),
                IntStream.range(0, ROWS)
                        .mapToObj(row ->
                                "{\"id\": " + row + ", \"question\": \"Why?\", \"answer\": \"" + answer(row) + "\"}")
                        .toList());
        SparkSession session = LocalSpark.start();
        try (FakeCompletions server = new FakeCompletions()) {
            RemoteModel elsewhere = new RemoteModel(
                    server.url(),
                    model.toString(),
                    null,
                    null,
                    Dialect.VLLM,
                    Prompts.TEXT,
                    true,
                    4,
                    256,
                    LongAnswer.BYPASS);

            Summary summary = new Asking(in, folder.resolve("out"), elsewhere)
                    .partitionTokens(100)
                    .run(session);

            assertThat(summary).isEqualTo(new Summary(ROWS, ROWS / 3, ROWS - ROWS / 3, 0, 0));
            assertThat(server.asked())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS)
                            .mapToObj(RemoteRunTest::answer)
                            .toList());
            List<Row> rows = session.read()
                    .json(folder.resolve("out/corrections").toString())
                    .orderBy("id")
                    .collectAsList();
            assertThat(rows).hasSize(ROWS);
            for (int row = 0; row < ROWS; row++) {
                assertThat(rows.get(row).<String>getAs("correction")).isEqualTo(FakeService.corrected(answer(row)));
                assertThat(rows.get(row).<String>getAs("action")).isEqualTo(row % 3 == 0 ? "CORRECTED" : "NONE");
            }
        } finally {
            Introduction.forget();
            session.stop();
        }
    }

    private static String answer(int row) {
        return "Row " + row + " is " + (row % 3 == 0 ? "bad" : "fine") + ".";
    }
}
