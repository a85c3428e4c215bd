package dev.aligner.trainer.data;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of one row, read by name. Each method throws {@link AlignerException} INVALID_FIELD where a field is not
 * what it should be.
 */
public final class RowFields {
    private static final List<String> QUESTIONS = List.of("question", "messages", "prompt");

    private final Path file;
    private final JsonNode json;

    RowFields(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /** A string that must be there; it may be empty. */
    public String text(String name) {
        return text(name, json.path(name));
    }

    /** A string, or null where it is missing, null or empty. */
    public @Nullable String textOrNull(String name) {
        JsonNode value = json.path(name);
        if (missing(value)) {
            return null;
        }
        String text = text(name, value);
        return text.isEmpty() ? null : text;
    }

    /** A list of strings; empty where it is missing or null. */
    public List<String> texts(String name) {
        JsonNode value = json.path(name);
        List<String> texts = new ArrayList<>();
        if (!missing(value)) {
            for (JsonNode element : list(name, value)) {
                texts.add(text(name + "[" + texts.size() + "]", element));
            }
        }
        return texts;
    }

    /** The question, which must be there and not be blank. */
    public Question question() {
        Question question = questionOrEmpty();
        if (question.singleTurn() && question.lastTurn().isBlank()) {
            throw invalid("question", "missing or blank", "a string, or turns in messages");
        }
        return question;
    }

    /** The question; an empty last turn where the row has none. */
    public Question questionOrEmpty() {
        List<String> given =
                QUESTIONS.stream().filter(name -> !missing(json.path(name))).toList();
        if (given.size() > 1) {
            throw invalid(given.get(1), "given beside " + given.get(0), "one of question, messages, prompt");
        }
        if (given.isEmpty()) {
            return Question.of("");
        }
        String name = given.get(0);
        JsonNode value = json.path(name);
        boolean turns = name.equals("messages") || (name.equals("prompt") && value.isArray());
        return turns ? new Question(userLast(name, turns(name, value))) : Question.of(text(name, value));
    }

    /** An answer: a string, or a list of one turn of the assistant. */
    public String answer(String name) {
        JsonNode value = json.path(name);
        if (!value.isArray()) {
            return text(name, value);
        }
        List<Message> turns = turns(name, value);
        if (turns.size() != 1 || turns.get(0).role() != Message.Role.ASSISTANT) {
            throw invalid(name, turns.size() + " turns", "a string, or one turn of the assistant");
        }
        return turns.get(0).content();
    }

    /** Where the row comes from: what it says, else the file's name. */
    public String source() {
        String source = textOrNull("source");
        return source == null ? String.valueOf(file.getFileName()) : source;
    }

    /** In either spelling, or null. */
    public @Nullable String licence() {
        String licence = textOrNull("licence");
        return licence == null ? textOrNull("license") : licence;
    }

    /** What the row says, else {@code train}. */
    public String split() {
        return Objects.requireNonNullElse(textOrNull("split"), CorrectionRow.TRAIN);
    }

    private static List<Message> userLast(String name, List<Message> turns) {
        if (turns.isEmpty() || turns.get(turns.size() - 1).role() != Message.Role.USER) {
            throw invalid(name, turns.isEmpty() ? "empty" : "ends with another's turn", "the user's turn last");
        }
        return turns;
    }

    private static List<Message> turns(String name, JsonNode value) {
        List<Message> turns = new ArrayList<>();
        for (JsonNode turn : list(name, value)) {
            String at = name + "[" + turns.size() + "]";
            if (!turn.isObject()) {
                throw invalid(at, kind(turn), "an object with role and content");
            }
            turns.add(new Message(role(at, turn), text(at + ".content", turn.path("content"))));
        }
        return turns;
    }

    private static Message.Role role(String turn, JsonNode json) {
        String name = text(turn + ".role", json.path("role"));
        return Message.Role.named(name)
                .orElseThrow(() -> invalid(turn + ".role", "\"" + name + "\"", "system, user or assistant"));
    }

    private static JsonNode list(String name, JsonNode value) {
        if (!value.isArray()) {
            throw invalid(name, kind(value), "a list");
        }
        return value;
    }

    private static String text(String name, JsonNode value) {
        if (!value.isString()) {
            throw invalid(name, kind(value), "a string");
        }
        String text = value.stringValue();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw invalid(name, "half a surrogate pair at index " + i, "whole characters");
            }
        }
        return text;
    }

    private static boolean missing(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String kind(JsonNode value) {
        return missing(value) ? "missing" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static AlignerException invalid(String field, String is, String expected) {
        return AlignerException.invalidField(field, field + ": " + is + " (expected: " + expected + ")");
    }
}
