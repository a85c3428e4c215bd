package dev.aligner.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files written by pyarrow: {@code src/test/python/make_parquet.py}. */
class ParquetTest {
    private static final Path FILES = Path.of("src/test/resources/parquet");

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4"})
    void aRowIsTheSameHoweverTheFileIsPacked(String packing) {
        String name = "corrections-" + packing + ".parquet";
        assertThat(rows(FILES.resolve(name), RowFormat.corrections()))
                .containsExactly(
                        new CorrectionRow(Question.of("q"), "a\n\u2028b", "c", null, "s", "MIT", "train"),
                        new CorrectionRow(Question.of(""), "", "d", "Be kind.", "s", null, "dev"),
                        new CorrectionRow(
                                new Question(List.of(
                                        new Message(Message.Role.ASSISTANT, "hello"),
                                        new Message(Message.Role.USER, "蜘蛛?"))),
                                "\ud83d\ude00",
                                "e",
                                null,
                                "t",
                                null,
                                "train"));
    }

    @Test
    void listsOfTextsAreRead() {
        assertThat(rows(FILES.resolve("negatives.parquet"), RowFormat.negatives()))
                .extracting(NegativeRow::samples)
                .containsExactly(List.of("one", "two"), List.of());
    }

    @Test
    void badRowsHaveTheirNumberAndReason() {
        Path file = FILES.resolve("bad.parquet");
        assertThat(reasons(file))
                .containsExactly(
                        file + ":1: question: array (expected: a string)",
                        file + ":2: question: array (expected: a string)");
    }

    @Test
    void whatTheNameSaysDoesNotMatter(@TempDir Path directory) throws IOException {
        Path file = Files.copy(FILES.resolve("negatives.parquet"), directory.resolve("rows.jsonl"));
        assertThat(rows(file, RowFormat.negatives())).hasSize(2);
    }

    @Test
    void aFileThatBreaksOffSaysSo(@TempDir Path directory) throws IOException {
        byte[] whole = Files.readAllBytes(FILES.resolve("negatives.parquet"));
        Path file = Files.write(directory.resolve("broken"), Arrays.copyOf(whole, whole.length - 20));
        assertThat(reasons(file)).singleElement().asString().contains(":1: file: breaks off: ");
    }

    @Test
    void aFileWithRubbishInItNeverThrows(@TempDir Path directory) throws IOException {
        byte[] whole = Files.readAllBytes(FILES.resolve("corrections-snappy.parquet"));
        for (int at = 4; at < whole.length - 8; at += 13) {
            byte[] broken = whole.clone();
            broken[at] ^= 0x55;
            Path file = Files.write(directory.resolve("broken"), broken);
            try (Stream<ReadRow<CorrectionRow>> read = RowReader.read(file, RowFormat.corrections())) {
                assertThat(read.count()).isLessThan(1000);
            }
        }
    }

    private static <T> List<T> rows(Path file, RowFormat<T> format) {
        try (Stream<T> rows = RowReader.rows(file, format)) {
            return rows.toList();
        }
    }

    private static List<String> reasons(Path file) {
        try (Stream<ReadRow<CorrectionRow>> read = RowReader.read(file, RowFormat.corrections())) {
            return read.map(row -> row.origin() + ": " + ((ReadRow.Bad<CorrectionRow>) row).reason())
                    .toList();
        }
    }
}
