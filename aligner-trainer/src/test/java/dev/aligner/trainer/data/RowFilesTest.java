package dev.aligner.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Question;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilesTest {
    private static final CorrectionRow ROW = new CorrectionRow(Question.of("q"), "a", "c", null, "s", null, "train");

    private Path directory = Path.of("");

    @BeforeTry
    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("rows");
    }

    @AfterTry
    @AfterEach
    void removeDirectory() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Property(tries = 60)
    void correctionsAreReadAsTheyWereWritten(@ForAll("corrections") List<CorrectionRow> rows) {
        assertThat(readBack(rows, RowFormat.corrections(), "rows.jsonl")).isEqualTo(rows);
    }

    @Property(tries = 15)
    void packedCorrectionsToo(@ForAll("corrections") List<CorrectionRow> rows) {
        assertThat(readBack(rows, RowFormat.corrections(), "rows.jsonl.gz")).isEqualTo(rows);
        assertThat(readBack(rows, RowFormat.corrections(), "rows.jsonl.xz")).isEqualTo(rows);
    }

    @Property(tries = 30)
    void preferencesAreReadAsTheyWereWritten(@ForAll("preferences") List<PreferenceRow> rows) {
        assertThat(readBack(rows, RowFormat.preferences(), "rows.jsonl")).isEqualTo(rows);
    }

    @Property(tries = 30)
    void negativesAreReadAsTheyWereWritten(@ForAll("negatives") List<NegativeRow> rows) {
        assertThat(readBack(rows, RowFormat.negatives(), "rows.jsonl")).isEqualTo(rows);
    }

    @Property(tries = 30)
    void eachRowIsOneLineForEveryReader(@ForAll("corrections") List<CorrectionRow> rows) throws IOException {
        Path file = directory.resolve("rows.jsonl");
        RowWriter.writeAll(file, RowFormat.corrections(), rows);
        assertThat(Files.readString(file).split("[\\n\\r\\u2028\\u2029]+", -1)).hasSize(rows.size() + 1);
    }

    @Provide
    Arbitrary<List<CorrectionRow>> corrections() {
        return RandomRows.corrections().list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<PreferenceRow>> preferences() {
        return RandomRows.preferences().list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<NegativeRow>> negatives() {
        return RandomRows.negatives().list().ofMaxSize(4);
    }

    private <T> List<T> readBack(List<T> rows, RowFormat<T> format, String name) {
        Path file = directory.resolve(name);
        RowWriter.writeAll(file, format, rows);
        return rows(file, format);
    }

    private static <T> List<T> rows(Path file, RowFormat<T> format) {
        try (Stream<T> read = RowReader.rows(file, format)) {
            return read.toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.jsonl", "rows.jsonl.gz", "rows.jsonl.xz"})
    void thePackingIsSeenFromTheBytesAndNotFromTheName(String name) throws IOException {
        Path file = directory.resolve(name);
        RowWriter.writeAll(file, RowFormat.corrections(), List.of(ROW));
        Path renamed = Files.move(file, directory.resolve("data"));
        assertThat(rows(renamed, RowFormat.corrections())).containsExactly(ROW);
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".xz"})
    void packedFilesOneAfterTheOtherAreOne(String ending) throws IOException {
        Path file = directory.resolve("rows" + ending);
        RowWriter.writeAll(file, RowFormat.corrections(), List.of(ROW));
        byte[] once = Files.readAllBytes(file);
        byte[] twice = Arrays.copyOf(once, 2 * once.length);
        System.arraycopy(once, 0, twice, once.length, once.length);
        Files.write(file, twice);
        assertThat(rows(file, RowFormat.corrections())).containsExactly(ROW, ROW);
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".xz"})
    void aFileThatBreaksOffSaysSoAfterItsRows(String ending) throws IOException {
        Path file = directory.resolve("rows" + ending);
        RowWriter.writeAll(file, RowFormat.corrections(), List.of(ROW));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 6));
        assertThat(reasons(file)).hasSize(1).first().asString().contains("breaks off");
    }

    @Test
    void theSameRowsGiveTheSameBytes() throws IOException {
        Path one = directory.resolve("one.xz");
        Path other = directory.resolve("other.xz");
        RowWriter.writeAll(one, RowFormat.corrections(), List.of(ROW, ROW));
        RowWriter.writeAll(other, RowFormat.corrections(), List.of(ROW, ROW));
        assertThat(one).hasSameBinaryContentAs(other);
    }

    @Test
    void anUnfinishedFileLeavesTheOldOneAndNothingElse() throws IOException {
        Path file = directory.resolve("rows.jsonl.gz");
        RowWriter.writeAll(file, RowFormat.corrections(), List.of(ROW));
        try (RowWriter<CorrectionRow> writer = RowWriter.to(file, RowFormat.corrections())) {
            writer.write(ROW);
            writer.write(ROW);
        }
        assertThat(rows(file, RowFormat.corrections())).containsExactly(ROW);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> RowWriter.to(file.resolve("rows.jsonl"), RowFormat.corrections()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("rows.jsonl");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> rows(directory.resolve("none.jsonl"), RowFormat.corrections()))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("none.jsonl: cannot be read");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLine() throws IOException {
        assertThat(reasons(write("\ufeff{\"answer\":\"a\",\"correction\":\"b\"}\n")))
                .isEmpty();
        assertThat(reasons(write("{\"answer\":\"a\",\"correction\":\"b\"}\n\ufeff{}\n")))
                .hasSize(1);
    }

    @Test
    void separatorsOfUnicodeDoNotEndALine() throws IOException {
        Path file = write("{\"answer\":\"a\u2028b\u0085c\u2029\",\"correction\":\"b\"}\r\n\r\n{}");
        assertThat(reasons(file)).containsExactly(file + ":3: answer: missing (expected: a string)");
    }

    @Test
    void aLineTooLongIsLeftOutAndTheNextIsRead() throws IOException {
        Path file = directory.resolve("rows.jsonl.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"answer\":\"".getBytes(StandardCharsets.UTF_8));
            for (int written = 0; written <= JsonLines.MAX_LINE_BYTES; written += 1 << 16) {
                out.write(new byte[1 << 16]);
            }
            out.write("\"}\n{\"answer\":\"a\",\"correction\":7}\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(reasons(file))
                .containsExactly(
                        file + ":1: line: 16842765 bytes (expected: at most 16777216)",
                        file + ":2: correction: number (expected: a string)");
    }

    @Test
    void everyBadRowHasItsReason() throws IOException {
        Path file = directory.resolve("rows.jsonl");
        Files.write(
                file,
                List.of(
                        "{\"answer\":\"a\"}",
                        "[1]",
                        "{\"answer\":\"a\",\"correction\":\"b\"} x",
                        "{\"answer\":\"a\",\"answer\":\"b\"}",
                        "{\"answer\":\"a\",\"correction\":\"b\",\"question\":1}",
                        "{\"answer\":\"a\",\"correction\":\"b\",\"question\":\"q\",\"messages\":[]}",
                        "{\"answer\":\"a\",\"correction\":\"b\",\"messages\":[]}",
                        "{\"answer\":\"a\",\"correction\":\"b\",\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}",
                        "{\"answer\":\"a\",\"correction\":\"b\",\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]}",
                        "{\"answer\":\"a\",\"correction\":\"b\",\"messages\":[{\"role\":\"user\"}]}",
                        "{\"answer\":\"\\ud800\",\"correction\":\"b\"}",
                        "{\"answer\":\"a\",\"correction\":\"b\",\"split\":[]}"));
        assertThat(reasons(file).stream()
                        .map(reason -> reason.substring(file.toString().length())))
                .containsExactly(
                        ":1: correction: missing (expected: a string)",
                        ":2: line: JSON ARRAY (expected: an object in each line)",
                        ":3: line: broken JSON at column 33: Unrecognized token 'x': was expecting (JSON String,"
                                + " Number, Array, Object or token 'null', 'true' or 'false')",
                        ":4: line: broken JSON at column 23: Duplicate Object property \"answer\"",
                        ":5: question: number (expected: a string)",
                        ":6: messages: given beside question (expected: one of question, messages, prompt)",
                        ":7: messages: empty (expected: the user's turn last)",
                        ":8: messages[0].role: \"tool\" (expected: system, user or assistant)",
                        ":9: messages: ends with another's turn (expected: the user's turn last)",
                        ":10: messages[0].content: missing (expected: a string)",
                        ":11: answer: half a surrogate pair at index 0 (expected: whole characters)",
                        ":12: split: array (expected: a string)");
    }

    @Test
    void bytesThatAreNoTextAreNamedByPlace() throws IOException {
        Path file = directory.resolve("rows.jsonl");
        Files.write(file, new byte[] {'{', '}', '\n', '{', (byte) 0xff, '}', '\n'});
        assertThat(reasons(file).get(1)).endsWith(":2: line: not UTF-8 at byte 2 (expected: a JSON object in UTF-8)");
    }

    @Test
    void aReasonCannotForgeALine() throws IOException {
        Path file = write("{\"answer\":\"a\",\"correction\":\"b\",\"messages\":[{\"role\":\"\\n"
                + "\\u001b[31m\",\"content\":\"\"}]}");
        assertThat(reasons(file)).first().asString().contains("role: \"??[31m\"");
    }

    @Test
    void rowsEndAtTheFirstBadOneWithItsPlace() throws IOException {
        Path file = write("{\"answer\":\"a\",\"correction\":\"b\"}\n{}\n");
        assertThatThrownBy(() -> rows(file, RowFormat.corrections()))
                .isInstanceOf(AlignerException.class)
                .hasMessage(file + ":2: answer: missing (expected: a string)");
    }

    @Test
    void whatIsMissingHasItsStandardValue() throws IOException {
        Path file = write(
                "{\"answer\":\"a\",\"correction\":\"b\",\"instruction\":\"\",\"license\":\"MIT\",\"kind\":\"k\"}");
        assertThat(rows(file, RowFormat.corrections()))
                .containsExactly(new CorrectionRow(Question.of(""), "a", "b", null, "rows.jsonl", "MIT", "train"));
        assertThat(rows(file, RowFormat.corrections(Map.of("k", "Be kind."))))
                .extracting(CorrectionRow::instruction)
                .containsExactly("Be kind.");
    }

    @Test
    void preferencesAreReadInTheLayoutsOfTrl() throws IOException {
        Path file = write("{\"prompt\":\"p\",\"chosen\":\"c\",\"rejected\":\"r\"}\n"
                + "{\"prompt\":[{\"role\":\"user\",\"content\":\"p\"}],"
                + "\"chosen\":[{\"role\":\"assistant\",\"content\":\"c\"}],"
                + "\"rejected\":[{\"role\":\"assistant\",\"content\":\"r\"}]}\n");
        PreferenceRow row = new PreferenceRow(Question.of("p"), "c", "r", "rows.jsonl", null, "train");
        assertThat(rows(file, RowFormat.preferences())).containsExactly(row, row);
    }

    @Test
    void aPreferenceNeedsItsQuestion() throws IOException {
        Path file = write("{\"chosen\":\"c\",\"rejected\":\"r\"}");
        assertThatThrownBy(() -> rows(file, RowFormat.preferences()))
                .hasMessage(file + ":1: question: missing or blank (expected: a string, or turns in messages)");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("rows.jsonl"), text);
    }

    private static List<String> reasons(Path file) {
        try (Stream<ReadRow<CorrectionRow>> read = RowReader.read(file, RowFormat.corrections())) {
            return read.filter(row -> row instanceof ReadRow.Bad)
                    .map(row -> row.origin() + ": " + ((ReadRow.Bad<CorrectionRow>) row).reason())
                    .toList();
        }
    }
}
