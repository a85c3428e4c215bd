package dev.aligner.langchain4j;

import dev.aligner.core.Message;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.guardrail.GuardrailRequestParams;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.model.input.PromptTemplate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an AI service's method was asked. */
final class Conversation {
    private Conversation() {}

    /** From the memory, which has the question already; without one, from the method's own template. */
    static List<Message> of(GuardrailRequestParams params) {
        ChatMemory memory = params.chatMemory();
        return memory == null
                ? List.of(new Message(
                        Message.Role.USER,
                        PromptTemplate.from(params.userMessageTemplate())
                                .apply(params.variables())
                                .text()))
                : memory.messages().stream()
                        .map(Conversation::turn)
                        .flatMap(Optional::stream)
                        .toList();
    }

    /** Empty for what is no text: tools' results, and messages that only call tools. */
    private static Optional<Message> turn(ChatMessage message) {
        if (message instanceof UserMessage user) {
            return turn(
                    Message.Role.USER,
                    user.contents().stream()
                            .filter(TextContent.class::isInstance)
                            .map(content -> ((TextContent) content).text())
                            .collect(Collectors.joining("\n")));
        }
        if (message instanceof SystemMessage system) {
            return turn(Message.Role.SYSTEM, system.text());
        }
        return message instanceof AiMessage answer && answer.text() != null
                ? turn(Message.Role.ASSISTANT, answer.text())
                : Optional.empty();
    }

    private static Optional<Message> turn(Message.Role role, String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(new Message(role, text));
    }
}
