package dev.aligner.service.correction;

import dev.aligner.core.Evidence;
import dev.aligner.relay.Heartbeat;
import dev.aligner.service.bridge.CorrectionEvent;
import dev.aligner.service.problem.Failure;
import dev.aligner.service.problem.FailureLog;
import dev.aligner.service.wire.CorrectionResult;
import dev.aligner.service.wire.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;

/** Correction events as server-sent events, each with its blank line. */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final byte[] HEARTBEAT = bytes(": waiting\n\n");

    private final Heartbeat heartbeat;

    EventStream(Duration heartbeat, Scheduler timer) {
        this.heartbeat = new Heartbeat(HEARTBEAT, heartbeat, timer);
    }

    /**
     * A failure before the request was accepted is the returned stream's error, so that it can still be a plain HTTP
     * answer; a later one is an event, the last.
     */
    Flux<byte[]> encode(String id, Evidence evidence, @Nullable String requestId, Flux<CorrectionEvent> events) {
        return events.switchOnFirst((first, all) -> {
            Flux<byte[]> encoded = all.map(event -> encode(id, evidence, event));
            return first.isOnNext()
                    ? heartbeat.over(encoded
                            // a client that leaves between the first event and the next: nobody is there to be told
                            .onErrorResume(CancellationException.class, left -> Flux.empty())
                            .onErrorResume(error ->
                                    Flux.deferContextual(context -> Flux.just(failed(error, requestId, context)))))
                    : encoded;
        });
    }

    private static byte[] encode(String id, Evidence evidence, CorrectionEvent event) {
        if (event instanceof CorrectionEvent.Delta delta) {
            return event("delta", Map.of("text", delta.text()));
        }
        if (event instanceof CorrectionEvent.Result result) {
            return event("result", CorrectionResult.of(id, result.correction(), evidence));
        }
        return bytes(": " + id + "\n\n");
    }

    private static byte[] failed(Throwable error, @Nullable String requestId, ContextView request) {
        Failure failure = Failure.of(error, requestId);
        FailureLog.tell(LOG, failure, error, request);
        return event("error", failure.problem());
    }

    /** JSON in one line: its writer escapes line ends, which would end the field. */
    private static byte[] event(String name, Object data) {
        return bytes(
                "event: " + name + "\ndata: " + new String(StrictJson.write(data), StandardCharsets.UTF_8) + "\n\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
