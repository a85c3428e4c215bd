package dev.aligner.sample;

import dev.aligner.client.AlignerClient;
import dev.aligner.client.ChatCorrections;
import dev.aligner.client.OnFailure;
import dev.aligner.springai.AlignerAdvisor;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;

/** A chat client of Spring AI whose answers are corrected. */
final class PoliteChat {
    private PoliteChat() {}

    // tag::advisor[]
    static ChatClient chat(ChatModel model, AlignerClient client) {
        ChatCorrections corrections = ChatCorrections.of(client, OnFailure.CLOSED)
                .asking(request -> request.withInstruction("Make it polite."));
        return ChatClient.builder(model)
                .defaultAdvisors(new AlignerAdvisor(corrections))
                .build();
    }
    // end::advisor[]
}
