package dev.aligner.springai;

import dev.aligner.client.ChatCorrection;
import dev.aligner.client.ChatCorrections;
import dev.aligner.core.Message;
import dev.aligner.upstream.rewrite.Units;
import dev.aligner.upstream.rewrite.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An answer that is corrected a sentence, a line or a block of code at a time, each by itself: it leaves as one chunk when the corrector
 * has seen it, and nothing that has left is taken back. Why the answer ended, and what it cost, comes behind the last of them. What is
 * left when tools are called passes as it is, and so does all that comes then. For one stream.
 */
final class SentenceStream {
    private final ChatCorrections corrections;
    private final List<Message> conversation;
    private final Units units = new Units(Window.SENTENCE);
    private final List<ChatClientResponse> ends = new ArrayList<>();
    private @Nullable Chunk last;
    private int from;
    private boolean passing;
    private String replaced = "";

    SentenceStream(ChatCorrections corrections, List<Message> conversation) {
        this.corrections = corrections;
        this.conversation = conversation;
    }

    Flux<ChatClientResponse> correct(Flux<ChatClientResponse> chunks) {
        return chunks.concatMap(this::next).concatWith(Flux.defer(this::end));
    }

    private Flux<ChatClientResponse> next(ChatClientResponse response) {
        Chunk chunk = new Chunk(response);
        if (passing) {
            return Flux.just(response);
        }
        if (chunk.callsTools()) {
            passing = true;
            return Flux.concat(uncorrected(), Flux.fromIterable(ends), Flux.just(response));
        }
        String text = chunk.text();
        if (text != null) {
            units.append(text);
            last = chunk;
        }
        if (chunk.saysMore()) {
            ends.add(chunk.withoutText());
        } else if (text == null) {
            return Flux.just(response);
        }
        return decided();
    }

    private Flux<ChatClientResponse> end() {
        if (passing) {
            return Flux.empty();
        }
        units.complete();
        return decided().concatWith(Flux.fromIterable(ends));
    }

    /** The units that are whole by now. */
    private Flux<ChatClientResponse> decided() {
        Chunk chunk = last;
        if (chunk == null) {
            return Flux.empty();
        }
        List<String> whole = new ArrayList<>();
        for (OptionalInt end = units.next(); end.isPresent(); end = units.next()) {
            whole.add(units.text().subSequence(from, end.getAsInt()).toString());
            from = end.getAsInt();
        }
        return Flux.fromIterable(whole).concatMap(unit -> corrected(unit, chunk));
    }

    private Flux<ChatClientResponse> uncorrected() {
        String rest = units.text().subSequence(from, units.text().length()).toString();
        Chunk chunk = last;
        return chunk == null || rest.isEmpty() ? Flux.empty() : Flux.just(Rewritten.part(rest, Map.of(), chunk));
    }

    private Mono<ChatClientResponse> corrected(String unit, Chunk chunk) {
        if (unit.isBlank() || isCode(unit)) {
            return Mono.just(Rewritten.part(unit, Map.of(), chunk));
        }
        return corrections
                .correct(conversation, unit)
                .map(correction -> Rewritten.part(said(unit, correction), correction.metadata(), chunk));
    }

    private static boolean isCode(String unit) {
        String text = unit.stripLeading();
        return text.startsWith("```") || text.startsWith("~~~");
    }

    /** A refusal takes the place of one harmful sentence, and of the next one: it is said once. White space behind a unit stays. */
    private String said(String unit, ChatCorrection correction) {
        if (correction.text().equals(unit)) {
            return unit;
        }
        String text = correction.text().strip();
        boolean again = text.equals(replaced);
        replaced = text;
        return again
                ? ""
                : correction.text().stripTrailing()
                        + unit.substring(unit.stripTrailing().length());
    }
}
