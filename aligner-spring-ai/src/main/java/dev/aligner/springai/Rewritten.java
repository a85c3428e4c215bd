package dev.aligner.springai;

import dev.aligner.client.ChatCorrection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** Messages with another text; everything else is kept. */
final class Rewritten {
    private Rewritten() {}

    /** With a text, and what else there is to say of it. */
    static Generation generation(String text, Map<String, Object> more, Generation generation) {
        AssistantMessage message = generation.getOutput();
        Map<String, Object> metadata = new HashMap<>(message.getMetadata());
        metadata.putAll(more);
        return new Generation(
                message.mutate().content(text).properties(metadata).build(), generation.getMetadata());
    }

    static Generation generation(ChatCorrection correction, Generation generation) {
        return generation(correction.text(), correction.metadata(), generation);
    }

    /** A part of an answer, in the place of the chunk that it ended in; why the answer ended is not its to say. */
    static ChatClientResponse part(String text, Map<String, Object> more, Chunk chunk) {
        Generation generation = chunk.generation();
        ChatResponse response = chunk.response().chatResponse();
        if (generation == null || response == null) {
            return chunk.response();
        }
        Generation first = generation(text, more, generation);
        if (!chunk.saysMore()) {
            return chunk(first, chunk.response());
        }
        ChatResponseMetadata metadata = response.getMetadata();
        ChatResponse unended = new ChatResponse(
                List.of(new Generation(first.getOutput())),
                ChatResponseMetadata.builder()
                        .id(metadata.getId())
                        .model(metadata.getModel())
                        .build());
        return chunk.response().mutate().chatResponse(unended).build();
    }

    /** @param first in the place of the chunk's own */
    static ChatClientResponse chunk(Generation first, ChatClientResponse chunk) {
        ChatResponse response = chunk.chatResponse();
        if (response == null) {
            return chunk;
        }
        List<Generation> generations = new ArrayList<>(response.getResults());
        generations.set(0, first);
        return response(generations, response, chunk);
    }

    static ChatClientResponse response(List<Generation> generations, ChatResponse response, ChatClientResponse around) {
        return around.mutate()
                .chatResponse(new ChatResponse(generations, response.getMetadata()))
                .build();
    }
}
