package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Evidence;
import dev.aligner.upstream.Asked;
import dev.aligner.upstream.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers on a route that is closed to failures. */
class ClosedAnswerTest {
    private static final Wire WIRE = Wire.OLLAMA_CHAT;
    private static final String ASKED = "{\"messages\":[{\"role\":\"user\",\"content\":\"How many?\"}]}";
    private static final int HELD = 160;

    private final StubCorrector corrector = new StubCorrector();
    private final List<AnswerOutcome> done = new ArrayList<>();
    private final List<Why> failed = new ArrayList<>();
    private boolean taken;
    private boolean sent;

    private final class Client implements ClientHead {
        @Override
        public void take(boolean changed) {
            taken = true;
        }

        @Override
        public void set(String name, String value) {}

        @Override
        public void length(long bytes) {}

        @Override
        public boolean sent() {
            return sent;
        }

        @Override
        public void done(AnswerOutcome outcome) {
            done.add(outcome);
        }

        @Override
        public void failed(Why why) {
            failed.add(why);
        }
    }

    private static RoutePolicy policy(Blocking blocking) {
        return new RoutePolicy(
                null,
                StreamMode.WINDOW,
                0,
                OnFailure.CLOSED,
                blocking,
                Duration.ofSeconds(10),
                HELD,
                false,
                new Bounds(List.of(), List.of(StreamMode.WINDOW, StreamMode.OFF), 0, 1, Evidence.NONE));
    }

    private Plan plan(RoutePolicy policy, String request, HeaderLookup headers, Corrections corrections) {
        Asked asked = WIRE.asked(request.getBytes(StandardCharsets.UTF_8), "/api/chat");
        return Plan.of(WIRE, policy, asked, headers, corrections);
    }

    private RelayedAnswer answer(RoutePolicy policy, int status, String type, String encoding) {
        return new RelayedAnswer(
                plan(policy, ASKED, name -> null, corrector),
                new AnswerHead(status, type, encoding, "", false),
                new Client(),
                () -> "stub",
                Duration.ofSeconds(10),
                null);
    }

    private static String line(String text) {
        return "{\"message\":{\"content\":\"" + text + "\"},\"done\":false}\n";
    }

    private static Flux<byte[]> bytes(String... pieces) {
        return Flux.just(pieces).map(piece -> piece.getBytes(StandardCharsets.UTF_8));
    }

    private static String joined(Flux<byte[]> body) {
        StringBuilder all = new StringBuilder();
        body.doOnNext(piece -> all.append(new String(piece, StandardCharsets.UTF_8)))
                .blockLast(Duration.ofSeconds(10));
        return all.toString();
    }

    private void refused(RelayedAnswer answer, Flux<byte[]> upstream, Why why) {
        List<byte[]> out = new ArrayList<>();
        assertThatThrownBy(() -> answer.body(upstream).doOnNext(out::add).blockLast(Duration.ofSeconds(10)))
                .satisfies(error -> assertThat(Why.of(error)).isEqualTo(why));
        assertThat(out).isEmpty();
        assertThat(failed).containsExactly(why);
        assertThat(done).containsExactly(AnswerOutcome.refused(why));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json       | br | {"message":{"content":"six"}}                            | unsupported_encoding
            text/html              |    | six legs                                                 | unsupported_format
            application/x-ndjson   | br | six legs                                                 | unsupported_encoding
            application/json       |    | six legs                                                 | parse_error
            application/json       |    | {"message":{"content":"six"}, "more":"............................................................................................................................................"} | too_large
            application/json       |    | {"message":{"content":"seven"}}                          | fact_added
            application/json       |    | {"message":{"content":"nine"}}                           | model_failed
            application/json       |    | {"message":{"content":"\\ud83d six"}}                    | unsupported_format
            application/x-ndjson   |    | six legs                                                 | parse_error
            application/x-ndjson   |    | {"message":{"content":"\\ud83d six"},"done":true}         | unsupported_format
            """)
    void whatCouldNotBeCorrectedIsNotSaid(String type, String encoding, String body, String why) {
        refused(
                answer(policy(Blocking.NEVER), 200, type, encoding == null ? "" : encoding),
                bytes(body),
                Why.valueOf(why.toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | application/json | six legs
            500 | text/html        | six legs
            204 | text/html        | six legs
            200 | application/json | {"message":{"content":""}}
            200 | application/json | {"message":{"content":"[6]"}}
            200 | application/json | {"message":{"content":"x","tool_calls":[{}]}}
            """)
    void whatIsNoTextForTheCorrectorPasses(int status, String type, String body) {
        assertThat(joined(answer(policy(Blocking.NEVER), status, type, "").body(bytes(body))))
                .isEqualTo(body);
        assertThat(taken).isTrue();
        assertThat(done).singleElement().matches(outcome -> !outcome.refused());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nine legs. ",
                "seven legs. ",
                "six \\ud83d legs. ",
                "six legs and so on ......................................................................................................................................................"
            })
    void aStreamThatHasBegunEndsWithTheWiresError(String text) {
        String first = line("");

        String sentToo = joined(answer(policy(Blocking.NEVER), 200, "application/x-ndjson", "")
                .body(bytes(first, line(text + "And"), line(" more."))));

        assertThat(sentToo).startsWith(first + "{\"error\":\"").doesNotContain("legs", "done\":true");
        assertThat(done).singleElement().matches(AnswerOutcome::refused);
    }

    @Test
    void aStreamOfWhichNothingCameIsToldByAStatusWhereThatIsNotSent() {
        refused(
                answer(policy(Blocking.NEVER), 200, "application/x-ndjson", ""),
                bytes(line("nine.")),
                Why.MODEL_FAILED);

        sent = true;
        String end = joined(
                answer(policy(Blocking.NEVER), 200, "application/x-ndjson", "").body(bytes(line("nine."))));
        assertThat(end).startsWith("{\"error\":").endsWith("}\n");
    }

    @Test
    void whereTheUpstreamBreaksOffWhatWasHeldStays() {
        List<byte[]> out = new ArrayList<>();
        Flux<byte[]> body = answer(policy(Blocking.NEVER), 200, "application/x-ndjson", "")
                .body(bytes(line("It has six. "), line("And six"))
                        .concatWith(Mono.error(new IllegalStateException("off"))))
                .doOnNext(out::add);

        assertThatThrownBy(() -> body.blockLast(Duration.ofSeconds(10))).hasMessage("off");
        assertThat(joined(Flux.fromIterable(out))).doesNotContain("six");
    }

    @Test
    void aPolicysSentenceGoesBeforeAnError() {
        Blocking blocking = new Blocking("No.", Set.of(Why.FACT_ADDED, Why.QUEUE_FULL), 1);

        assertThat(joined(answer(policy(blocking), 200, "application/json", "")
                        .body(bytes("{\"message\":{\"content\":\"seven\"}}"))))
                .isEqualTo("{\"message\":{\"content\":\"No.\"}}");
        assertThatCode(() ->
                        plan(policy(blocking), ASKED, name -> null, new Full()).admit())
                .doesNotThrowAnyException();
    }

    /** Has no place. */
    private static final class Full implements Corrections {
        @Override
        public Mono<Correction> correct(CorrectionRequest request) {
            return Mono.error(new IllegalStateException("asked"));
        }

        @Override
        public void admit() {
            throw AlignerException.retryLater(ErrorCode.QUEUE_FULL, "queue: full", Duration.ofSeconds(1));
        }
    }

    @Test
    void nobodyPaysForAnAnswerThatCouldNotGoOut() {
        RoutePolicy closed = policy(Blocking.NEVER);
        assertThatThrownBy(() -> plan(closed, ASKED, name -> null, new Full()).admit())
                .hasMessage("queue: full");
        assertThatThrownBy(
                        () -> plan(closed, "no JSON", name -> null, corrector).admit())
                .isInstanceOfSatisfying(
                        UncorrectedException.class,
                        error -> assertThat(error.status()).isEqualTo(400));
        // an answer that passes whatever happens needs no place
        HeaderLookup off = name -> name.equals("x-aligner-stream-mode") ? "off" : null;
        HeaderLookup zero = name -> name.equals("x-aligner-strength") ? "0" : null;
        for (HeaderLookup headers : List.of(off, zero)) {
            assertThatCode(() -> plan(closed, ASKED, headers, new Full()).admit())
                    .doesNotThrowAnyException();
        }
        assertThatCode(() ->
                        plan(closed.watched(), ASKED, name -> null, new Full()).admit())
                .doesNotThrowAnyException();
    }
}
