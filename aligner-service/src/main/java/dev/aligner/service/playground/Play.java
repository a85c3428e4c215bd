package dev.aligner.service.playground;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Evidence;
import dev.aligner.relay.Blocking;
import dev.aligner.relay.Note;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.Pace;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.RewrittenStream;
import dev.aligner.relay.StreamMode;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.observe.ObservedCorrections;
import dev.aligner.service.observe.Way;
import dev.aligner.service.request.BodyReader;
import dev.aligner.service.response.FlushedBody;
import dev.aligner.service.wire.CorrectionCall;
import dev.aligner.service.wire.CorrectionReader;
import dev.aligner.service.wire.StrictJson;
import dev.aligner.upstream.Wire;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Plays an answer through the proxy's own rewriting, as if an upstream wrote it: what a client of a route would get. The
 * body is that of {@code POST /v1/corrections}; {@code mode} and {@code per_second} stand in the query.
 */
final class Play {
    static final int MOST_PER_SECOND = 10_000;
    private static final int PER_SECOND = 120;

    private final ReactiveCorrector corrector;
    private final CorrectionReader reader;
    private final BodyReader bodies;
    private final ObservedCorrections requests;
    private final int mostHeld;
    private final PlayedUpstream upstream = new PlayedUpstream(Schedulers.parallel());

    /** @param mostHeld bytes of an answer */
    Play(
            ReactiveCorrector corrector,
            CorrectionReader reader,
            BodyReader bodies,
            ObservedCorrections requests,
            int mostHeld) {
        this.corrector = corrector;
        this.reader = reader;
        this.bodies = bodies;
        this.requests = requests;
        this.mostHeld = mostHeld;
    }

    Mono<ServerResponse> play(ServerRequest request) {
        ServerWebExchange exchange = request.exchange();
        StreamMode mode = mode(request.queryParam("mode").orElse(StreamMode.WINDOW.wireName()));
        int perSecond = request.queryParam("per_second").map(Play::perSecond).orElse(PER_SECOND);
        return bodies.read(exchange.getRequest())
                .publishOn(Schedulers.parallel())
                .map(StrictJson::parse)
                .map(reader::readBody)
                .flatMap(call -> {
                    call.requireModel(corrector.current().cards());
                    return ServerResponse.ok()
                            .contentType(MediaType.TEXT_EVENT_STREAM)
                            .cacheControl(CacheControl.noCache())
                            .header("X-Accel-Buffering", "no")
                            .body((message, context) ->
                                    FlushedBody.write(exchange.getResponse(), relayed(call, mode, perSecond)));
                });
    }

    private Flux<byte[]> relayed(CorrectionCall call, StreamMode mode, int perSecond) {
        CorrectionRequest asked = call.request();
        Flux<byte[]> played = upstream.stream(asked.answer(), perSecond);
        if (mode == StreamMode.OFF) {
            return played;
        }
        PieceCorrector pieces = new PieceCorrector(
                new PlayedCorrections(requests.on(Way.PLAYGROUND, corrector), asked),
                asked.question(),
                "",
                asked.instruction(),
                asked.strength(),
                asked.timeout(),
                Blocking.NEVER);
        return RewrittenStream.of(
                played,
                mode.rewriter(Wire.OPENAI_CHAT.stream(), mostHeld),
                pieces,
                OnFailure.OPEN,
                Pace.none(),
                new Note(corrector.current().card().id(), Evidence.FULL, mode, List.of()),
                outcome -> {});
    }

    private static StreamMode mode(String name) {
        return Arrays.stream(StreamMode.values())
                .filter(mode -> mode.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> AlignerException.invalidField(
                        "mode",
                        "mode: not known (expected: "
                                + Arrays.stream(StreamMode.values())
                                        .map(StreamMode::wireName)
                                        .collect(Collectors.joining(", "))
                                + ")"));
    }

    private static int perSecond(String text) {
        if (text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= MOST_PER_SECOND) {
            return Integer.parseInt(text);
        }
        throw AlignerException.invalidField(
                "per_second", "per_second: not usable (expected: characters a second, 1.." + MOST_PER_SECOND + ")");
    }
}
