package dev.aligner.trainer.data;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A question in a row: {@code question} where it is a single turn, else {@code messages}. */
public final class QuestionJson {
    private QuestionJson() {}

    public static void write(Question question, ObjectNode row) {
        if (question.singleTurn()) {
            row.put("question", question.lastTurn());
        } else {
            turns(question.messages(), row.putArray("messages"));
        }
    }

    /** Turns as {@code {role, content}}, in this order. */
    public static void turns(List<Message> messages, ArrayNode into) {
        for (Message message : messages) {
            into.addObject().put("role", message.role().wireName()).put("content", message.content());
        }
    }

    /**
     * What {@link #write} wrote.
     *
     * @throws tools.jackson.core.JacksonException if it is something else
     * @throws dev.aligner.core.AlignerException if the turns are not those of a question
     */
    public static Question read(JsonNode row) {
        JsonNode single = row.get("question");
        if (single != null) {
            return Question.of(single.stringValue());
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode turn : row.required("messages")) {
            messages.add(new Message(
                    role(turn.required("role").stringValue()),
                    turn.required("content").stringValue()));
        }
        return new Question(messages);
    }

    private static Message.Role role(String wireName) {
        return Message.Role.named(wireName)
                .orElseThrow(() -> new IllegalArgumentException("role: unknown (expected: system, user or assistant)"));
    }
}
