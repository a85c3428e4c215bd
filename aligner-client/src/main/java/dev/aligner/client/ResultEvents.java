package dev.aligner.client;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Reads the events of one streamed correction. */
final class ResultEvents {
    private final Supplier<String> answer;
    private boolean ended;

    private ResultEvents(Supplier<String> answer) {
        this.answer = answer;
    }

    /** @param answer that is corrected, asked for when the result has come */
    static Flux<CorrectionEvent> of(Flux<ServerSentEvent<String>> events, Supplier<String> answer) {
        return Flux.defer(() -> {
            ResultEvents reader = new ResultEvents(answer);
            return events.<CorrectionEvent>handle((event, sink) -> {
                        CorrectionEvent read = reader.read(event);
                        if (read != null) {
                            sink.next(read);
                        }
                    })
                    .concatWith(Mono.defer(reader::end));
        });
    }

    /** Null for a comment, and for an event of a later version. */
    private @Nullable CorrectionEvent read(ServerSentEvent<String> event) {
        String name = event.event();
        String data = event.data();
        if (name == null || data == null) {
            return null;
        }
        return switch (name) {
            case "delta" -> delta(CorrectionJson.parsed(data).path("text"));
            case "result" -> {
                ended = true;
                yield new CorrectionEvent.Result(CorrectionJson.result(answer.get(), CorrectionJson.parsed(data)));
            }
            case "error" -> throw ProblemJson.of(CorrectionJson.parsed(data));
            default -> null;
        };
    }

    private static CorrectionEvent delta(JsonNode text) {
        if (!text.isString()) {
            throw AlignerClientException.unusable("a delta without text");
        }
        return new CorrectionEvent.Delta(text.stringValue());
    }

    private Mono<CorrectionEvent> end() {
        return ended
                ? Mono.empty()
                : Mono.error(AlignerClientException.of(
                        AlignerClientException.BROKEN_OFF, "the stream ended before its result", null));
    }
}
