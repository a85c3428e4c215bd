package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.TrainerApplication;
import dev.aligner.trainer.data.NegativeRow;
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

class NegativesCommandTest {
    private final StringWriter out = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void everyNegativeGetsItsDrawsAndTheTrainerReadsThem() throws IOException {
        Path negatives = directory.resolve("negatives.jsonl");
        Files.writeString(negatives, """
                {"question": "How?", "rejected": "Like this.", "licence": "MIT", "source": "test"}
                {"prompt": "Why?", "rejected": "Because."}
                {"question": "How?", "rejected": "Like that."}
                """);
        Path drawn = directory.resolve("drawn.jsonl");
        assertThat(run(negatives, drawn)).isZero();
        byte[] whole = Files.readAllBytes(drawn);
        Files.write(drawn, Files.readAllLines(drawn).subList(0, 1));

        assertThat(run(negatives, drawn)).isZero();

        assertThat(drawn).hasBinaryContent(whole);
        assertThat(out.toString()).contains("3 negatives, 1 of them done before");
        try (Stream<NegativeRow> read = RowReader.rows(drawn, RowFormat.negatives())) {
            List<NegativeRow> rows = read.toList();
            assertThat(rows).extracting(NegativeRow::rejected).containsExactly("Like this.", "Because.", "Like that.");
            assertThat(rows)
                    .allSatisfy(row -> assertThat(row.samples()).hasSize(3).doesNotHaveDuplicates());
            assertThat(rows.get(0).licence()).isEqualTo("MIT");
            assertThat(rows.get(0).samples())
                    .doesNotContainAnyElementsOf(rows.get(2).samples());
        }
    }

    private int run(Path negatives, Path drawn) {
        return new CommandLine(new TrainerApplication())
                .setOut(new PrintWriter(out, true))
                .execute(
                        "synthesize",
                        "negatives",
                        "--negatives",
                        negatives.toString(),
                        "--policy",
                        LocalPolicyTest.TINY.toString(),
                        "--policy-slots",
                        "4",
                        "--policy-context",
                        "96",
                        "--max-tokens",
                        "10",
                        "--temperature",
                        "1.5",
                        "--samples",
                        "3",
                        "--out",
                        drawn.toString());
    }
}
