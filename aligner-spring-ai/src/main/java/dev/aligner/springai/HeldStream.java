package dev.aligner.springai;

import dev.aligner.client.ChatCorrection;
import dev.aligner.client.ChatCorrections;
import dev.aligner.core.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClientResponse;
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
        if (held.stream().anyMatch(response -> new Chunk(response).callsTools())) {
            return held;
        }
        String original = held.stream()
                .map(HeldStream::text)
                .map(text -> text == null ? "" : text)
                .collect(Collectors.joining());
        boolean same = original.equals(correction.text());
        List<ChatClientResponse> chunks = new ArrayList<>();
        for (ChatClientResponse response : held) {
            Chunk chunk = new Chunk(response);
            String text = chunk.text();
            if (text == null) {
                chunks.add(response);
            } else if (chunks.isEmpty()) {
                chunks.add(chunk.with(same ? text : correction.text(), correction.metadata()));
            } else if (same) {
                chunks.add(response);
            } else if (chunk.saysMore()) {
                chunks.add(chunk.withoutText());
            }
        }
        return chunks;
    }

    private static @Nullable String text(ChatClientResponse response) {
        return new Chunk(response).text();
    }
}
