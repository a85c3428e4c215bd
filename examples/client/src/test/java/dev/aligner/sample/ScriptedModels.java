package dev.aligner.sample;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;

/** Models that always say the same. */
final class ScriptedModels {
    private ScriptedModels() {}

    static dev.langchain4j.model.chat.ChatModel langChain4j(String answer) {
        return new dev.langchain4j.model.chat.ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                return ChatResponse.builder().aiMessage(AiMessage.from(answer)).build();
            }
        };
    }

    /** @param pieces of the answer, as it streams */
    static ChatModel springAi(String... pieces) {
        return new ChatModel() {
            @Override
            public org.springframework.ai.chat.model.ChatResponse call(Prompt prompt) {
                return response(String.join("", pieces), "stop");
            }

            @Override
            public Flux<org.springframework.ai.chat.model.ChatResponse> stream(Prompt prompt) {
                return Flux.just(pieces).map(piece -> response(piece, "")).concatWithValues(response("", "stop"));
            }
        };
    }

    private static org.springframework.ai.chat.model.ChatResponse response(String text, String finish) {
        return new org.springframework.ai.chat.model.ChatResponse(List.of(new Generation(
                new AssistantMessage(text),
                ChatGenerationMetadata.builder().finishReason(finish).build())));
    }
}
