package dev.aligner.upstream;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.upstream.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request's turns as the corrector is to see them: system texts, users and assistants; no tool results, no images.
 *
 * @param begun what the client wrote of the answer itself
 */
record Conversation(
        @Nullable Question question,
        @Nullable Untouched untouched,
        boolean stream,
        @Nullable String model,
        String begun) {

    /** Collects the turns of a request. */
    static final class Turns {
        private final List<Message> turns = new ArrayList<>();

        /** Takes a turn unless it is blank, or of a role that the corrector does not know. */
        Turns add(@Nullable String role, String text) {
            Message.Role known = role == null
                    ? null
                    : switch (role) {
                        case "system", "developer", "SYSTEM" -> Message.Role.SYSTEM;
                        case "user", "USER" -> Message.Role.USER;
                        case "assistant", "model", "chatbot", "ASSISTANT", "CHATBOT" -> Message.Role.ASSISTANT;
                        default -> null;
                    };
            if (known != null && !text.isBlank()) {
                turns.add(new Message(known, text));
            }
            return this;
        }

        /** Takes all turns of an array of objects with {@code role} and {@code content}. */
        Turns addAll(JsonValue messages) {
            messages.each().forEach(message -> add(message.at("role").string(), text(message.at("content"), "text")));
            return this;
        }

        Conversation build(@Nullable Untouched untouched, boolean stream, @Nullable String model, boolean continues) {
            String begun = "";
            if (continues && !turns.isEmpty() && turns.get(turns.size() - 1).role() == Message.Role.ASSISTANT) {
                begun = turns.remove(turns.size() - 1).content();
            }
            while (!turns.isEmpty() && turns.get(turns.size() - 1).role() != Message.Role.USER) {
                turns.remove(turns.size() - 1);
            }
            return turns.isEmpty()
                    ? new Conversation(
                            null, untouched == null ? Untouched.NO_QUESTION : untouched, stream, model, begun)
                    : new Conversation(new Question(turns), untouched, stream, model, begun);
        }
    }

    /** That of a request in OpenAI's form, which others took over. */
    static Conversation ofChat(JsonValue request) {
        return new Turns()
                .addAll(request.at("messages"))
                .build(
                        ofFormat(request.at("response_format").at("type")),
                        request.at("stream").isTrue(),
                        request.at("model").string(),
                        false);
    }

    /** What a format that a request asks for says about its answer: JSON is left alone. */
    static @Nullable Untouched ofFormat(JsonValue type) {
        return type.is("json_object") || type.is("json_schema") ? Untouched.JSON_MODE : null;
    }

    /** A string, or the texts of an array's parts with an LF between them; parts of other kinds have none. */
    static String text(JsonValue content, String field) {
        String whole = content.string();
        return whole != null
                ? whole
                : content.each().stream()
                        .map(part -> part.string() != null
                                ? part.string()
                                : part.at(field).string())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("\n"));
    }
}
