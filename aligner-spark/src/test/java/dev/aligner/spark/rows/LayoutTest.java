package dev.aligner.spark.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Message;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    private static final Wanted WANTED = new Wanted("Be brief.", null, 1000);

    private static Layout layout(String ddl) {
        return new Layout(StructType.fromDDL(ddl), Columns.named(Map.of()), new ResultColumns(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "question string | column answer: missing",
                "answer string | column question: missing",
                "question string, answer int | column answer: int (expected: text)",
                "messages int, answer string | column messages: int",
                "messages array<string>, answer string | column messages: array<string>",
                "question string, answer string, edits int | column edits: in the input already",
                "question string, answer string, row_id int | column row_id: in the input already",
                "question string, answer string, aligner_chunk int | column aligner_chunk: in the input already",
            })
    void aColumnThatDoesNotFitIsNamed(String ddl, String message) {
        assertThatThrownBy(() -> layout(ddl))
                .isInstanceOf(AlignerException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void columnsMayHaveOtherNames() {
        Columns columns = Columns.named(Map.of("question", "prompt", "answer", "response", "id", "key"));
        Layout layout = new Layout(
                StructType.fromDDL("key bigint, prompt string, response string, edits int"),
                columns,
                new ResultColumns("c_"));

        assertThat(layout.output().fieldNames())
                .containsExactly(
                        "key",
                        "prompt",
                        "response",
                        "edits",
                        "c_correction",
                        "c_action",
                        "c_reason",
                        "c_failure",
                        "c_edit_ratio",
                        "c_margin",
                        "c_edits",
                        "c_model",
                        "c_model_digest");
        assertThatThrownBy(() -> Columns.named(Map.of("prompt", "x"))).hasMessageContaining("column: prompt");
    }

    @Test
    void aRowsOwnInstructionWinsOverTheRuns() {
        RowReading reading =
                new RowReading(layout("id string, question string, answer string, instruction string"), WANTED);

        assertThat(request(reading, "a", "Why?", "So.", "Be kind.").instruction())
                .isEqualTo("Be kind.");
        assertThat(request(reading, "a", "Why?", "So.", " ").instruction()).isEqualTo("Be brief.");
        assertThat(request(reading, "a", "Why?", "So.", null).instruction()).isEqualTo("Be brief.");
        assertThat(reading.id(row("a", "Why?", "So.", null))).isEqualTo("a");
        assertThat(reading.id(row(null, "Why?", "So.", null))).isEqualTo("row-1f");
    }

    @Test
    void aConversationMayBeATextOfJson() {
        RowReading reading = new RowReading(layout("id string, messages string, answer string"), WANTED);
        String json = "[{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Ho\"},"
                + " {\"role\": \"user\", \"content\": \"Why?\"}]";

        CorrectionRequest request = request(reading, "a", json, "So.");

        assertThat(request.question().messages()).hasSize(3).contains(new Message(Message.Role.ASSISTANT, "Ho"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no JSON", "[{\"role\": \"user\"}]", "[{\"role\": \"tool\", \"content\": \"x\"}]", "[]", "3"})
    void aConversationThatIsNoneIsTheRowsFault(String messages) {
        RowReading reading = new RowReading(layout("id string, messages string, answer string"), WANTED);

        assertThatThrownBy(() -> request(reading, "a", messages, "So."))
                .isInstanceOf(AlignerException.class)
                .hasMessageStartingWith("messages: ");
    }

    private static Row row(@Nullable Object... values) {
        @Nullable Object[] all = Arrays.copyOf(values, values.length + 1);
        all[values.length] = 31L;
        return RowFactory.create(all);
    }

    private static CorrectionRequest request(RowReading reading, @Nullable Object... values) {
        return reading.request(row(values));
    }
}
