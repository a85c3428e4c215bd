package dev.aligner.client;

import dev.aligner.core.CorrectionRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.JsonNode;

/**
 * The lines of one batch. A line's id is its number among all lines, blank ones too: by that number the service speaks of a
 * line whose id it could not read.
 */
final class BatchLines {
    private final Flux<CorrectionRequest> requests;
    private final Map<Long, Open> open = new ConcurrentHashMap<>();
    private long lines;
    private long taken;

    /** A request without an outcome. */
    private record Open(long index, CorrectionRequest request) {}

    BatchLines(Flux<CorrectionRequest> requests) {
        this.requests = requests;
    }

    Flux<byte[]> lines(Scheduler timer) {
        return KeptAlive.over(requests.map(Optional::of), Optional.<CorrectionRequest>empty(), timer)
                .map(request -> line(request.orElse(null)));
    }

    private byte[] line(@Nullable CorrectionRequest request) {
        lines++;
        if (request == null) {
            return LineBody.BLANK;
        }
        open.put(lines, new Open(taken++, request));
        return CorrectionJson.bytes(CorrectionJson.request(request).put("id", lines));
    }

    /** What a line of the response says; empty for one about nothing of ours. */
    Mono<BatchOutcome> outcome(String text) {
        JsonNode line = CorrectionJson.parsed(text);
        long number = line.path("id").asLong(line.path("line").asLong(-1));
        Open known = open.remove(number);
        return known == null ? Mono.empty() : Mono.just(outcome(known, line));
    }

    private static BatchOutcome outcome(Open known, JsonNode line) {
        CorrectionRequest request = known.request();
        if (line.has("error")) {
            return new BatchOutcome.Failed(known.index(), request, ProblemJson.of(line.path("error")));
        }
        try {
            CorrectionResult result = CorrectionJson.result(request.answer(), line);
            return new BatchOutcome.Corrected(known.index(), request, result);
        } catch (AlignerClientException e) {
            return new BatchOutcome.Failed(known.index(), request, e);
        }
    }

    /** An error where the response ended before each request had its outcome. */
    Mono<BatchOutcome> end() {
        int left = open.size();
        return left == 0
                ? Mono.empty()
                : Mono.error(AlignerClientException.of(
                        AlignerClientException.BROKEN_OFF, "the answer ended " + left + " requests too early", null));
    }
}
