package dev.aligner.springai;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** A piece of an answer that comes as a stream, and what it says of its first generation. */
record Chunk(ChatClientResponse response) {
    @Nullable
    Generation generation() {
        ChatResponse answer = response.chatResponse();
        return answer == null ? null : answer.getResult();
    }

    /** Of the answer itself: not what a model thinks before it. Null where there is none. */
    @Nullable
    String text() {
        Generation generation = generation();
        if (generation == null
                || "true"
                        .equals(String.valueOf(
                                generation.getOutput().getMetadata().get("isThought")))) {
            return null;
        }
        String text = generation.getOutput().getText();
        return text == null || text.isEmpty() ? null : text;
    }

    boolean callsTools() {
        ChatResponse answer = response.chatResponse();
        return answer != null && answer.hasToolCalls();
    }

    /** Whether it says why the answer ended, or what it cost. */
    boolean saysMore() {
        Generation generation = generation();
        ChatResponse answer = response.chatResponse();
        String finish = generation == null ? null : generation.getMetadata().getFinishReason();
        Usage usage = answer == null ? null : answer.getMetadata().getUsage();
        return (finish != null && !finish.isEmpty()) || (usage != null && usage.getTotalTokens() > 0);
    }

    /** With another text, and what else there is to say of it. */
    ChatClientResponse with(String text, Map<String, Object> more) {
        Generation generation = generation();
        return generation == null ? response : Rewritten.chunk(Rewritten.generation(text, more, generation), response);
    }

    /** What else it says, without its text. */
    ChatClientResponse withoutText() {
        return text() == null ? response : with("", Map.of());
    }
}
