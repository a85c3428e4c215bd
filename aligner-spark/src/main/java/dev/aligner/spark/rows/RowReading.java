package dev.aligner.spark.rows;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads of a row what is to be corrected. */
public final class RowReading {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Layout layout;
    private final Wanted wanted;
    private final @Nullable Integer question;
    private final @Nullable Integer messages;
    private final @Nullable Integer answer;
    private final @Nullable Integer instruction;
    private final @Nullable Integer id;
    private final @Nullable Integer corrupt;

    public RowReading(Layout layout, Wanted wanted) {
        this.layout = layout;
        this.wanted = wanted;
        this.question = layout.place(layout.columns().question());
        this.messages = layout.place(layout.columns().messages());
        this.answer = layout.place(layout.columns().answer());
        this.instruction = layout.place(layout.columns().instruction());
        this.id = layout.place(layout.columns().id());
        this.corrupt = layout.place(Layout.CORRUPT);
    }

    /** What the row is known by: its own id, else its number in the run. */
    public String id(Row row) {
        if (id != null && !row.isNullAt(id)) {
            return String.valueOf(row.get(id));
        }
        return String.format(Locale.ROOT, "row-%x", row.getLong(layout.input().size()));
    }

    /** The answer as it stands there, or null where there is none. */
    public @Nullable String answer(Row row) {
        return text(row, answer);
    }

    /** @throws AlignerException INVALID_FIELD where the row is not one that can be corrected */
    public CorrectionRequest request(Row row) {
        if (text(row, corrupt) != null) {
            throw AlignerException.invalidField("line", "line: unreadable (expected: a row of the input's format)");
        }
        String text = answer(row);
        if (text == null) {
            throw missing("answer");
        }
        String own = text(row, instruction);
        return new CorrectionRequest(
                question(row),
                text,
                own == null || own.isBlank() ? wanted.instruction() : own,
                wanted.strength(),
                Sampling.GREEDY,
                Duration.ofMillis(wanted.timeoutMillis()));
    }

    private Question question(Row row) {
        if (messages != null && !row.isNullAt(messages)) {
            return new Question(layout.messagesAreText() ? parsed(row.getString(messages)) : turns(row, messages));
        }
        String text = text(row, question);
        if (text == null) {
            throw missing("question");
        }
        return Question.of(text);
    }

    private static List<Message> turns(Row row, int place) {
        List<Message> turns = new ArrayList<>();
        for (Object each : row.getList(place)) {
            if (!(each instanceof Row turn)) {
                throw missing("messages");
            }
            turns.add(turn(turn.getAs("role"), turn.getAs("content")));
        }
        return turns;
    }

    private static List<Message> parsed(String json) {
        List<Message> turns = new ArrayList<>();
        try {
            for (JsonNode turn : JSON.readTree(json)) {
                turns.add(turn(
                        turn.path("role").stringValue(null),
                        turn.path("content").stringValue(null)));
            }
        } catch (JacksonException e) {
            throw AlignerException.invalidField("messages", "messages: not JSON (expected: a list of turns)");
        }
        return turns;
    }

    private static Message turn(@Nullable String role, @Nullable String content) {
        if (role == null || content == null) {
            throw missing("messages");
        }
        return new Message(
                Message.Role.named(role)
                        .orElseThrow(() -> AlignerException.invalidField(
                                "messages", "messages: an unknown role (expected: system, user or assistant)")),
                content);
    }

    private static AlignerException missing(String field) {
        return AlignerException.invalidField(field, field + ": missing or null (expected: a text)");
    }

    private static @Nullable String text(Row row, @Nullable Integer place) {
        return place == null || row.isNullAt(place) ? null : row.getString(place);
    }
}
