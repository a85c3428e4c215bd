package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Evidence;
import dev.aligner.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

/** Packed answers that end in their middle, on a connection that was closed as if they had been whole. */
class CutAnswerTest {
    private static final Wire WIRE = Wire.OLLAMA_CHAT;
    private static final String FIRST = "{\"message\":{\"content\":\"It has six legs. And \"},\"done\":false}\n";
    private static final String WHOLE = "{\"message\":{\"content\":\"It has six legs.\"},\"done\":true}";

    private final Map<String, String> headers = new TreeMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private final class Client implements ClientHead {
        @Override
        public void take(boolean changed) {}

        @Override
        public void set(String name, String value) {
            headers.put(name, value);
        }

        @Override
        public void length(long bytes) {}

        @Override
        public void failed(Why why) {}
    }

    private RelayedAnswer answer(StreamMode mode, OnFailure onFailure, String type) {
        RoutePolicy policy = new RoutePolicy(
                null,
                mode,
                0,
                onFailure,
                Blocking.NEVER,
                Policies.DEADLINE,
                1 << 20,
                false,
                new Bounds(List.of(), List.of(mode), 0, 1, Evidence.NONE));
        Plan plan = Plan.of(
                WIRE,
                policy,
                WIRE.asked(Spoken.utf8("{\"messages\":[{\"role\":\"user\",\"content\":\"How many?\"}]}"), "/api/chat"),
                name -> null,
                new StubCorrector());
        AnswerHead head = new AnswerHead(200, type, "gzip", "", false);
        return new RelayedAnswer(plan, head, new Client(), () -> "stub", Duration.ofSeconds(10), null);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Spoken.utf8(text));
        }
        return packed.toByteArray();
    }

    /** All of the text is there, and what says that it is all of it is not. */
    private static byte[] cut(String text) throws IOException {
        byte[] packed = gzip(text);
        return Arrays.copyOf(packed, packed.length - 4);
    }

    private @Nullable Throwable end(RelayedAnswer answer, byte[] upstream) {
        try {
            answer.body(Flux.just(upstream)).doOnNext(out::writeBytes).blockLast(Duration.ofSeconds(10));
            return null;
        } catch (RuntimeException e) {
            return e instanceof UncorrectedException ? e : e.getCause();
        }
    }

    @ParameterizedTest
    @EnumSource(StreamMode.class)
    void aStreamEndsBrokenBehindWhatCame(StreamMode mode) throws IOException {
        byte[] packed = cut(FIRST);

        Throwable end = end(answer(mode, OnFailure.OPEN, "application/x-ndjson"), packed);

        if (mode == StreamMode.OFF) {
            // it goes out as it came: who unpacks it sees where it ends
            assertThat(end).isNull();
            assertThat(out.toByteArray()).isEqualTo(packed);
            return;
        }
        assertThat(end).isInstanceOf(BrokenOffException.class);
        String said = out.toString(StandardCharsets.UTF_8);
        assertThat(said).contains("It has ", "And ").doesNotContain("\"done\":true");
    }

    @ParameterizedTest
    @CsvSource({"BUFFER", "WINDOW"})
    void whereFailuresAreClosedWhatWasNotCorrectedStaysHere(StreamMode mode) throws IOException {
        Throwable end = end(answer(mode, OnFailure.CLOSED, "application/x-ndjson"), cut(FIRST));

        assertThat(end).isNotNull();
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("six", "And");
    }

    @ParameterizedTest
    @EnumSource(OnFailure.class)
    void oneInOnePieceIsNotTakenForAWholeOne(OnFailure onFailure) throws IOException {
        RelayedAnswer answer = answer(StreamMode.WINDOW, onFailure, "application/json");
        byte[] packed = cut(WHOLE);
        if (onFailure == OnFailure.CLOSED) {
            assertThatThrownBy(() -> answer.body(Flux.just(packed)).blockLast(Duration.ofSeconds(10)))
                    .isInstanceOfSatisfying(
                            UncorrectedException.class,
                            error -> assertThat(error.why()).isEqualTo(Why.UPSTREAM_FAILED));
            return;
        }

        assertThat(end(answer, packed)).isNull();

        assertThat(out.toByteArray()).isEqualTo(packed);
        assertThat(headers)
                .containsEntry("x-aligner-action", "BYPASSED")
                .containsEntry("x-aligner-reason", "upstream_failed");
    }
}
