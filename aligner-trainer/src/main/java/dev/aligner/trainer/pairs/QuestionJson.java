package dev.aligner.trainer.pairs;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A question in a row: {@code question}, {@code messages} or {@code prompt}; the last may be a text or a list of turns. */
final class QuestionJson {
    private static final List<String> NAMES = List.of("question", "messages", "prompt");

    private QuestionJson() {}

    /** @throws IllegalArgumentException saying what is wrong with which field */
    static Question read(JsonNode row) {
        List<String> given = NAMES.stream().filter(row::hasNonNull).toList();
        if (given.size() != 1) {
            throw new IllegalArgumentException((given.isEmpty() ? "no question" : String.join(" and ", given))
                    + " (expected: exactly one of " + String.join(", ", NAMES) + ")");
        }
        String name = given.get(0);
        JsonNode value = row.get(name);
        if (value.isString() && !name.equals("messages")) {
            return Question.of(value.stringValue());
        }
        if (!value.isArray() || value.isEmpty() || name.equals("question")) {
            throw new IllegalArgumentException(name + ": (expected: "
                    + (name.equals("question") ? "a text" : name.equals("prompt") ? "a text or turns" : "turns") + ")");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode turn : value) {
            messages.add(message(name + "[" + messages.size() + "]", turn));
        }
        if (messages.get(messages.size() - 1).role() != Message.Role.USER) {
            throw new IllegalArgumentException(name + ": the last turn is not the user's (expected: role user)");
        }
        return new Question(messages);
    }

    private static Message message(String field, JsonNode turn) {
        JsonNode role = turn.get("role");
        JsonNode content = turn.get("content");
        if (role == null || !role.isString() || content == null || !content.isString()) {
            throw new IllegalArgumentException(field + ": (expected: role and content, both texts)");
        }
        for (Message.Role known : Message.Role.values()) {
            if (known.wireName().equals(role.stringValue())) {
                return new Message(known, content.stringValue());
            }
        }
        throw new IllegalArgumentException(field + ".role: unknown (expected: system, user or assistant)");
    }

    /** As {@code question} where it is a single turn, else as {@code messages}. */
    static void write(Question question, ObjectNode row) {
        if (question.singleTurn()) {
            row.put("question", question.lastTurn());
        } else {
            turns(question.messages(), row.putArray("messages"));
        }
    }

    static void turns(List<Message> messages, ArrayNode into) {
        for (Message message : messages) {
            into.addObject().put("role", message.role().wireName()).put("content", message.content());
        }
    }
}
