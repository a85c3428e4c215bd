package dev.aligner.service.playground;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aligner.service.wire.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** An answer that is already there, played as an upstream would stream it: OpenAI's chat completions, piece by piece. */
record PlayedUpstream(Scheduler timer) {
    /** About what a model writes at once: a short word with the space before it, a part of a long one. */
    private static final Pattern PIECE = Pattern.compile("\\s*\\S{1,6}|\\s+");

    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    /** @param perSecond characters a second */
    Flux<byte[]> stream(String answer, int perSecond) {
        Flux<byte[]> pieces = Flux.fromIterable(pieces(answer))
                .concatMap(piece -> Mono.just(event(Map.of("content", piece), null))
                        .delayElement(Duration.ofNanos(1_000_000_000L * piece.length() / perSecond), timer));
        return Flux.concat(
                Mono.just(event(Map.of("role", "assistant"), null)), pieces, Flux.just(event(Map.of(), "stop"), DONE));
    }

    static List<String> pieces(String answer) {
        return PIECE.matcher(answer).results().map(MatchResult::group).toList();
    }

    private static byte[] event(Map<String, String> delta, @Nullable String finish) {
        Chunk chunk =
                new Chunk("chatcmpl-played", "chat.completion.chunk", "played", List.of(new Choice(0, delta, finish)));
        String json = new String(StrictJson.write(chunk), StandardCharsets.UTF_8);
        return ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private record Chunk(String id, String object, String model, List<Choice> choices) {}

    private record Choice(
            int index,
            Map<String, String> delta,
            @JsonProperty("finish_reason") @Nullable String finish) {}
}
