package dev.aligner.sample;

import dev.aligner.client.AlignerClient;
import dev.aligner.client.ChatCorrection;
import dev.aligner.client.ChatCorrections;
import dev.aligner.client.OnFailure;
import dev.aligner.langchain4j.AlignerOutputGuardrail;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import java.time.Duration;
import java.util.function.Consumer;

/** An AI service of LangChain4j whose answers are corrected. */
final class PoliteAssistant {
    private PoliteAssistant() {}

    // tag::guardrail[]
    interface Assistant {
        String answer(String question);
    }

    static Assistant assistant(ChatModel model, AlignerClient client, Consumer<ChatCorrection> log) {
        ChatCorrections corrections = ChatCorrections.of(client, OnFailure.OPEN)
                .asking(request -> request.withInstruction("Make it polite.").withTimeout(Duration.ofSeconds(10)))
                .telling(log);
        return AiServices.builder(Assistant.class)
                .chatModel(model)
                .chatMemory(MessageWindowChatMemory.withMaxMessages(20))
                .outputGuardrails(new AlignerOutputGuardrail(corrections))
                .build();
    }
    // end::guardrail[]
}
