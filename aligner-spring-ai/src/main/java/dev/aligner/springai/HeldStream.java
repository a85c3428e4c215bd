package dev.aligner.springai;

import dev.aligner.client.ChatCorrection;
import dev.aligner.client.ChatCorrections;
import dev.aligner.core.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import reactor.core.publisher.Flux;

/**
 * Chunks of an answer, held from the first one with text on. An answer in which nothing changed leaves in its own chunks; of
 * one that did the text leaves in the first, and the others keep what else they say: why the answer ended, what it cost.
 */
final class HeldStream {
    private final ChatCorrections corrections;
    private final List<Message> conversation;

    HeldStream(ChatCorrections corrections, List<Message> conversation) {
        this.corrections = corrections;
        this.conversation = conversation;
    }

    Flux<ChatClientResponse> correct(Flux<ChatClientResponse> chunks) {
        return chunks.publish(shared -> Flux.merge(
                shared.takeWhile(chunk -> text(chunk) == null),
                shared.skipWhile(chunk -> text(chunk) == null)
                        .switchOnFirst((first, rest) -> first.hasValue() ? held(rest) : rest)));
    }

    private Flux<ChatClientResponse> held(Flux<ChatClientResponse> chunks) {
        return Flux.defer(() -> {
            List<ChatClientResponse> held = new ArrayList<>();
            return corrections
                    .correct(conversation, chunks.doOnNext(held::add).mapNotNull(HeldStream::text))
                    .flatMapIterable(correction -> delivered(held, correction));
        });
    }

    private static List<ChatClientResponse> delivered(List<ChatClientResponse> held, ChatCorrection correction) {
        boolean callsTools = held.stream()
                .map(ChatClientResponse::chatResponse)
                .anyMatch(response -> response != null && response.hasToolCalls());
        if (callsTools) {
            return held;
        }
        String original = held.stream()
                .map(HeldStream::text)
                .map(text -> text == null ? "" : text)
                .collect(Collectors.joining());
        boolean same = original.equals(correction.text());
        List<ChatClientResponse> chunks = new ArrayList<>();
        for (ChatClientResponse chunk : held) {
            Generation generation = generation(chunk);
            String text = text(chunk);
            if (generation == null || text == null) {
                chunks.add(chunk);
            } else if (chunks.isEmpty()) {
                String first = same ? text : correction.text();
                chunks.add(Rewritten.chunk(Rewritten.generation(first, correction.metadata(), generation), chunk));
            } else if (same) {
                chunks.add(chunk);
            } else if (saysMore(chunk, generation)) {
                chunks.add(Rewritten.chunk(Rewritten.generation("", Map.of(), generation), chunk));
            }
        }
        return chunks;
    }

    private static boolean saysMore(ChatClientResponse chunk, Generation generation) {
        String finish = generation.getMetadata().getFinishReason();
        ChatResponse response = chunk.chatResponse();
        Usage usage = response == null ? null : response.getMetadata().getUsage();
        return (finish != null && !finish.isEmpty()) || (usage != null && usage.getTotalTokens() > 0);
    }

    private static @Nullable Generation generation(ChatClientResponse chunk) {
        ChatResponse response = chunk.chatResponse();
        return response == null ? null : response.getResult();
    }

    /** Of the answer itself: not what a model thinks before it. Null where there is none. */
    private static @Nullable String text(ChatClientResponse chunk) {
        Generation generation = generation(chunk);
        if (generation == null
                || "true"
                        .equals(String.valueOf(
                                generation.getOutput().getMetadata().get("isThought")))) {
            return null;
        }
        String text = generation.getOutput().getText();
        return text == null || text.isEmpty() ? null : text;
    }
}
