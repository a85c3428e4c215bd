package dev.aligner.envoy;

import static dev.aligner.envoy.FakeEnvoy.answerBody;
import static dev.aligner.envoy.FakeEnvoy.answerHeaders;
import static dev.aligner.envoy.FakeEnvoy.changes;
import static dev.aligner.envoy.FakeEnvoy.modes;
import static dev.aligner.envoy.FakeEnvoy.policy;
import static dev.aligner.envoy.FakeEnvoy.post;
import static dev.aligner.envoy.FakeEnvoy.requestBody;
import static dev.aligner.envoy.FakeEnvoy.utf8;
import static io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode.BUFFERED;
import static io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode.NONE;
import static io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode.STREAMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.relay.Blocking;
import dev.aligner.relay.Bounds;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.StreamMode;
import dev.aligner.relay.Why;
import io.envoyproxy.envoy.service.ext_proc.v3.CommonResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.ImmediateResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProtocolConfiguration;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BufferedExchangeTest {
    static final String PATH = "/v1/chat/completions";
    static final String QUESTION = """
            {"model":"m","aligner":{"strength":1}, "messages":[{"role":"user","content":"How many legs has a spider?"}]}""";
    static final String ASKED = """
            {"model":"m","messages":[{"role":"user","content":"How many legs has a spider?"}]}""";
    static final String ANSWER = """
            {"id":"c1", "n":1.0,"choices":[{"index":0,"message":{"role":"assistant","content":"Six legs."},"finish_reason":"stop"}]}""";
    static final ProtocolConfiguration BOTH_BUFFERED = modes(BUFFERED, BUFFERED);

    private static ProcessingRequest.Builder chat(String... more) {
        return post(PATH, more).setProtocolConfig(BOTH_BUFFERED);
    }

    private static CommonResponse body(ProcessingResponse reply) {
        assertThat(reply.hasResponseBody()).isTrue();
        return reply.getResponseBody().getResponse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsMeantForUsDoesNotReachTheUpstream(boolean raw) throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            String length = Integer.toString(utf8(QUESTION).length);
            ProcessingResponse head = stream.ask(ProcessingRequest.newBuilder()
                    .setProtocolConfig(BOTH_BUFFERED)
                    .setRequestHeaders(HttpHeaders.newBuilder()
                            .setHeaders(FakeEnvoy.headers(
                                    raw,
                                    ":method",
                                    "POST",
                                    ":path",
                                    PATH + "?a=b",
                                    "X-Aligner-Strength",
                                    "1",
                                    "x-aligner-evidence",
                                    "full",
                                    "content-length",
                                    length,
                                    "authorization",
                                    "Bearer k")))
                    .build());

            assertThat(changes(head.getRequestHeaders().getResponse().getHeaderMutation()))
                    .containsOnlyKeys("x-aligner-strength", "x-aligner-evidence", "accept-encoding")
                    .containsEntry("accept-encoding", "identity")
                    .containsEntry("x-aligner-evidence", null);
            assertThat(head.hasModeOverride()).isFalse();
            CommonResponse body = stream.ask(requestBody(utf8(QUESTION), true))
                    .getRequestBody()
                    .getResponse();
            assertThat(body.getBodyMutation().getBody().toStringUtf8())
                    .doesNotContain("aligner")
                    .isEqualTo(QUESTION.replace("\"aligner\":{\"strength\":1}, ", ""));
            assertThat(changes(body.getHeaderMutation()))
                    .isEqualTo(Map.of(
                            "content-length",
                            Integer.toString(body.getBodyMutation().getBody().size())));
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void aRequestWithNothingForUsPassesByteForByteAndOneWithoutALengthGetsNone() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream plain = envoy.open();
            plain.ask(chat("content-length", "99").build());
            CommonResponse untouched =
                    plain.ask(requestBody(utf8(ASKED), true)).getRequestBody().getResponse();
            assertThat(untouched.hasBodyMutation()).isFalse();
            assertThat(changes(untouched.getHeaderMutation())).isEmpty();

            FakeEnvoy.Stream chunked = envoy.open();
            chunked.ask(chat().build());
            CommonResponse cleaned = chunked.ask(requestBody(utf8(QUESTION), true))
                    .getRequestBody()
                    .getResponse();
            assertThat(cleaned.hasBodyMutation()).isTrue();
            assertThat(changes(cleaned.getHeaderMutation())).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void anAnswerIsReplacedAndItsLengthToldWhereItWas(boolean told, boolean length) throws Exception {
        SixToEight corrector = new SixToEight(SixToEight.Mood.LATE);
        try (FakeEnvoy envoy = new FakeEnvoy(corrector, FakeEnvoy.POLICY)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(told ? chat() : post(PATH, "x-request-id", "envoys-1"), ASKED);
            String[] more = length ? new String[] {"content-length", "121", "etag", "e"} : new String[] {"etag", "e"};
            ProcessingResponse head = stream.ask(answerHeaders("200", "application/json; charset=utf-8", more));
            assertThat(head.hasModeOverride()).isFalse();

            CommonResponse body = body(stream.ask(answerBody(utf8(ANSWER), true)));

            String expected = ANSWER.replace("Six", "Eight");
            assertThat(body.getBodyMutation().getBody().toStringUtf8()).isEqualTo(expected);
            Map<String, String> changes = changes(body.getHeaderMutation());
            assertThat(changes)
                    .containsEntry("x-aligner-action", "CORRECTED")
                    .containsEntry("x-aligner-model", "stub")
                    .containsEntry("x-aligner-stream-mode", "none")
                    .containsEntry("etag", null);
            assertThat(changes.get("x-aligner-id")).isEqualTo(told ? null : "envoys-1");
            assertThat(changes.get("x-aligner-overhead-ms")).matches("[0-9]+");
            assertThat(changes.get("content-length"))
                    .isEqualTo(length ? Integer.toString(utf8(expected).length) : null);
            assertThat(Objects.requireNonNull(corrector.asked.get()).instruction())
                    .isEqualTo("safer");
            assertThat(Objects.requireNonNull(corrector.asked.get()).question().lastTurn())
                    .isEqualTo("How many legs has a spider?");
            assertThat(stream.rest()).as("one reply for each message").isEmpty();
        }
    }

    @Test
    void anAnswerWithNothingToCorrectIsNotReplaced() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            stream.ask(answerHeaders("200", "application/json"));

            CommonResponse body = body(stream.ask(answerBody(utf8(ANSWER.replace("Six", "Eight")), true)));

            assertThat(body.hasBodyMutation()).isFalse();
            assertThat(changes(body.getHeaderMutation()))
                    .containsEntry("x-aligner-action", "NONE")
                    .doesNotContainKey("etag");
        }
    }

    @Test
    void whereTheCorrectorFailsTheAnswerGoesOnOrAnErrorTakesItsPlace() throws Exception {
        try (FakeEnvoy open = FakeEnvoy.with(SixToEight.Mood.FULL)) {
            FakeEnvoy.Stream stream = open.open();
            stream.asked(chat(), ASKED);
            stream.ask(answerHeaders("200", "application/json"));
            CommonResponse body = body(stream.ask(answerBody(utf8(ANSWER), true)));
            assertThat(body.hasBodyMutation()).isFalse();
            assertThat(changes(body.getHeaderMutation()))
                    .containsEntry("x-aligner-action", "BYPASSED")
                    .containsEntry("x-aligner-reason", "queue_full");
            assertThat(stream.rest()).isEmpty();
        }
        RoutePolicy closed = policy(StreamMode.WINDOW, OnFailure.CLOSED, Duration.ofSeconds(10), 1 << 20, false);
        try (FakeEnvoy envoy = new FakeEnvoy(new SixToEight(SixToEight.Mood.FULL), closed)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            stream.ask(answerHeaders("200", "application/json"));
            ImmediateResponse error = stream.ask(answerBody(utf8(ANSWER), true)).getImmediateResponse();
            assertThat(error.getStatus().getCodeValue()).isEqualTo(503);
            assertThat(error.getBody().toStringUtf8())
                    .isEqualTo("{\"error\":{\"message\":\"queue: full\","
                            + "\"type\":\"service_unavailable_error\",\"code\":\"queue_full\",\"param\":null}}");
            assertThat(changes(error.getHeaders()))
                    .containsEntry("x-should-retry", "false")
                    .containsKey("retry-after");
            assertThat(stream.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json | identity | Six legs.                                              | parse_error
            application/json | br       | Six legs.                                              | unsupported_encoding
            text/html        | identity | Six legs.                                              | unsupported_format
            application/json | identity | {"x":"........................................ Six"}    | too_large
            """)
    void closedNothingGoesOutThatCouldNotBeRead(String type, String encoding, String answer, String reason)
            throws Exception {
        RoutePolicy closed = policy(StreamMode.WINDOW, OnFailure.CLOSED, Duration.ofSeconds(10), 32, false);
        try (FakeEnvoy envoy = new FakeEnvoy(new SixToEight(SixToEight.Mood.PROMPT), closed)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            ProcessingResponse head = stream.ask(answerHeaders("200", type, "content-encoding", encoding));
            ImmediateResponse error = (head.hasImmediateResponse() ? head : stream.ask(answerBody(utf8(answer), true)))
                    .getImmediateResponse();
            assertThat(error.getStatus().getCodeValue()).isEqualTo(502);
            assertThat(error.getBody().toStringUtf8())
                    .contains("\"code\":\"" + reason + "\"")
                    .doesNotContain("Six");
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void closedARequestThatCannotBeReadDoesNotReachTheUpstream() throws Exception {
        RoutePolicy closed = policy(StreamMode.WINDOW, OnFailure.CLOSED, Duration.ofSeconds(10), 1 << 20, false);
        try (FakeEnvoy envoy = new FakeEnvoy(new SixToEight(SixToEight.Mood.PROMPT), closed)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.ask(chat().build());
            ImmediateResponse error =
                    stream.ask(requestBody(utf8("no JSON"), true)).getImmediateResponse();
            assertThat(error.getStatus().getCodeValue()).isEqualTo(400);
            assertThat(error.getBody().toStringUtf8()).contains("\"code\":\"parse_error\"");
        }
    }

    @Test
    void aCorrectorThatSaysNothingIsGivenUpAtTheDeadline() throws Exception {
        SixToEight silent = new SixToEight(SixToEight.Mood.SILENT);
        RoutePolicy hasty = policy(StreamMode.WINDOW, OnFailure.OPEN, Duration.ofSeconds(2), 1 << 20, false);
        try (FakeEnvoy envoy = new FakeEnvoy(silent, hasty)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            stream.ask(answerHeaders("200", "application/json"));
            CommonResponse body = body(stream.ask(answerBody(utf8(ANSWER), true)));
            assertThat(body.hasBodyMutation()).isFalse();
            assertThat(changes(body.getHeaderMutation())).containsEntry("x-aligner-reason", "deadline");
            assertThat(silent.awaitCancellation()).isTrue();
        }
    }

    @Test
    void whoeverGoesAwayCancelsTheCorrection() throws Exception {
        SixToEight silent = new SixToEight(SixToEight.Mood.SILENT);
        try (FakeEnvoy envoy = new FakeEnvoy(silent, FakeEnvoy.POLICY)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            stream.ask(answerHeaders("200", "application/json"));
            stream.send(answerBody(utf8(ANSWER), true));
            assertThat(silent.awaitStart()).isTrue();
            stream.cancel();
            assertThat(silent.awaitCancellation()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404,application/json,x,y,non_2xx",
        "204,application/json,x,y,no_text",
        "200,application/json,content-encoding,br,unsupported_encoding",
        "200,application/json,cache-control,'private, no-transform',no_transform",
        "200,text/html,x,y,unsupported_format",
        "200,text/event-stream,x,y,unsupported_format",
        "200,application/json,content-length,1048577,too_large"
    })
    void whatCannotBeCorrectedNeedNotBeSent(String status, String type, String name, String value, String reason)
            throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            ProcessingResponse head = stream.ask(answerHeaders(status, type, name, value));
            assertThat(head.hasModeOverride()).isTrue();
            assertThat(head.getModeOverride().getResponseBodyMode()).isEqualTo(NONE);
            assertThat(head.getModeOverride().getRequestBodyMode()).isEqualTo(BUFFERED);
            assertThat(changes(head.getResponseHeaders().getResponse().getHeaderMutation()))
                    .containsEntry("x-aligner-action", "BYPASSED")
                    .containsEntry("x-aligner-reason", reason);

            // where that is not allowed, it comes all the same
            CommonResponse body = body(stream.ask(answerBody(utf8(ANSWER), true)));
            assertThat(body.hasBodyMutation()).isFalse();
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void whatWasCorrectedBeforeKeepsWhatItSays() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            ProcessingResponse head =
                    stream.ask(answerHeaders("200", "application/json", "x-aligner-action", "CORRECTED"));
            assertThat(changes(head.getResponseHeaders().getResponse().getHeaderMutation()))
                    .isEmpty();
            assertThat(body(stream.ask(answerBody(utf8(ANSWER), true))).hasBodyMutation())
                    .isFalse();
        }
    }

    @Test
    void noOtherModeIsAskedForWhereEnvoyDoesNotWait() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            ProtocolConfiguration hasty = BOTH_BUFFERED.toBuilder()
                    .setSendBodyWithoutWaitingForHeaderResponse(true)
                    .build();
            stream.asked(post(PATH).setProtocolConfig(hasty), ASKED);
            assertThat(stream.ask(answerHeaders("500", "application/json")).hasModeOverride())
                    .isFalse();
        }
    }

    @Test
    void anotherPathIsNoneOfOurs() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            ProcessingResponse head = stream.ask(
                    post("/v1/embeddings").setProtocolConfig(BOTH_BUFFERED).build());
            assertThat(head.hasModeOverride()).isTrue();
            assertThat(head.getModeOverride().getRequestBodyMode()).isEqualTo(NONE);
            assertThat(head.getModeOverride().getResponseBodyMode()).isEqualTo(NONE);
            assertThat(changes(head.getRequestHeaders().getResponse().getHeaderMutation()))
                    .isEmpty();
            assertThat(stream.ask(requestBody(utf8(QUESTION), true))
                            .getRequestBody()
                            .getResponse()
                            .hasBodyMutation())
                    .isFalse();
            ProcessingResponse answer = stream.ask(answerHeaders("200", "application/json"));
            assertThat(changes(answer.getResponseHeaders().getResponse().getHeaderMutation()))
                    .isEmpty();
            assertThat(body(stream.ask(answerBody(utf8(ANSWER), true))).hasBodyMutation())
                    .isFalse();
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void messagesWithoutBodiesHaveOneReplyEach() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.ask(ProcessingRequest.newBuilder()
                    .setProtocolConfig(BOTH_BUFFERED)
                    .setRequestHeaders(FakeEnvoy.head(true, ":method", "POST", ":path", PATH))
                    .build());
            assertThat(stream.ask(FakeEnvoy.requestTrailers()).hasRequestTrailers())
                    .isTrue();
            assertThat(stream.ask(ProcessingRequest.newBuilder()
                                    .setResponseHeaders(
                                            FakeEnvoy.head(true, ":status", "200", "content-type", "application/json"))
                                    .build())
                            .hasResponseHeaders())
                    .isTrue();
            assertThat(stream.ask(FakeEnvoy.answerTrailers()).hasResponseTrailers())
                    .isTrue();
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void trailersBehindAWholeBodyHaveTheirReply() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.LATE)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.ask(chat().build());
            stream.ask(requestBody(utf8(ASKED), false));
            stream.ask(FakeEnvoy.requestTrailers());
            stream.ask(answerHeaders("200", "application/json"));
            assertThat(body(stream.ask(answerBody(utf8(ANSWER), false))).hasBodyMutation())
                    .isTrue();
            assertThat(stream.ask(FakeEnvoy.answerTrailers()).hasResponseTrailers())
                    .isTrue();
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void inAModeThatIsNotForUsEachPieceGoesOn() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(post(PATH).setProtocolConfig(modes(BUFFERED, STREAMED)), ASKED);
            stream.ask(answerHeaders("200", "application/json"));
            assertThat(body(stream.ask(answerBody(utf8("{"), false))).hasBodyMutation())
                    .isFalse();
            assertThat(body(stream.ask(answerBody(utf8("}"), true))).hasBodyMutation())
                    .isFalse();
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void anObserverHearsNothing() throws Exception {
        SixToEight corrector = new SixToEight(SixToEight.Mood.PROMPT);
        try (FakeEnvoy envoy = new FakeEnvoy(corrector, FakeEnvoy.POLICY)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.send(chat().setObservabilityMode(true).build());
            stream.send(requestBody(utf8(ASKED), true).toBuilder()
                    .setObservabilityMode(true)
                    .build());
            stream.send(answerHeaders("200", "application/json").toBuilder()
                    .setObservabilityMode(true)
                    .build());
            stream.send(answerBody(utf8(ANSWER), true).toBuilder()
                    .setObservabilityMode(true)
                    .build());
            assertThat(stream.rest()).isEmpty();
            assertThat(corrector.asked.get()).isNull();
        }
    }

    @Test
    void aMessageOfAnUnknownKindIsPassedOver() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            assertThat(stream.ask(ProcessingRequest.getDefaultInstance()).getResponseCase())
                    .isEqualTo(ProcessingResponse.ResponseCase.RESPONSE_NOT_SET);
            stream.ask(answerHeaders("200", "application/json"));
            assertThat(body(stream.ask(answerBody(utf8(ANSWER), true))).hasBodyMutation())
                    .isTrue();
        }
    }

    @Test
    void aClientMayWeakenTheCorrectionAndNothingElse() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream off = envoy.open();
            off.asked(chat("x-aligner-strength", "0"), QUESTION);
            assertThat(changes(off.ask(answerHeaders("200", "application/json"))
                            .getResponseHeaders()
                            .getResponse()
                            .getHeaderMutation()))
                    .containsEntry("x-aligner-reason", "strength_zero");

            FakeEnvoy.Stream wrong = envoy.open();
            wrong.ask(chat("x-aligner-strength", "1.5").build());
            ImmediateResponse refused =
                    wrong.ask(requestBody(utf8(ASKED), true)).getImmediateResponse();
            assertThat(refused.getStatus().getCodeValue()).isEqualTo(422);
            assertThat(refused.getBody().toStringUtf8()).contains("0..1");
        }
    }

    @Test
    void aClientChoosesWithinWhatThePolicyAllows() throws Exception {
        SixToEight corrector = new SixToEight(SixToEight.Mood.PROMPT);
        try (FakeEnvoy envoy = new FakeEnvoy(corrector, FakeEnvoy.POLICY)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat("x-aligner-instruction", "kinder", "x-aligner-evidence", "full"), ASKED);
            stream.ask(answerHeaders("200", "application/json"));
            CommonResponse body = body(stream.ask(answerBody(utf8(ANSWER), true)));
            assertThat(body.getBodyMutation().getBody().toStringUtf8())
                    .contains("\"aligner\":{\"model\":\"stub\"", "\"edits\":[");
            assertThat(Objects.requireNonNull(corrector.asked.get()).instruction())
                    .isEqualTo("kinder");

            FakeEnvoy.Stream wrong = envoy.open();
            wrong.ask(chat("x-aligner-instruction", "rude").build());
            assertThat(wrong.ask(requestBody(utf8(ASKED), true))
                            .getImmediateResponse()
                            .getStatus()
                            .getCodeValue())
                    .isEqualTo(400);
        }
    }

    @Test
    void whatThePolicyBlocksIsNotDelivered() throws Exception {
        RoutePolicy blocking = new RoutePolicy(
                null,
                StreamMode.WINDOW,
                0,
                OnFailure.OPEN,
                new Blocking("I cannot say.", Set.of(Why.QUEUE_FULL), 1),
                Duration.ofSeconds(10),
                1 << 20,
                false,
                Bounds.ofStrength());
        try (FakeEnvoy envoy = new FakeEnvoy(new SixToEight(SixToEight.Mood.FULL), blocking)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            stream.ask(answerHeaders("200", "application/json"));
            CommonResponse body = body(stream.ask(answerBody(utf8(ANSWER), true)));
            assertThat(body.getBodyMutation().getBody().toStringUtf8())
                    .contains("I cannot say.")
                    .doesNotContain("legs");
            assertThat(changes(body.getHeaderMutation()))
                    .containsEntry("x-aligner-action", "BLOCKED")
                    .containsEntry("x-aligner-reason", "queue_full");
        }
    }

    @Test
    void ofAStrictRouteNothingTells() throws Exception {
        RoutePolicy strict = policy(StreamMode.WINDOW, OnFailure.OPEN, Duration.ofSeconds(10), 1 << 20, true);
        try (FakeEnvoy envoy = new FakeEnvoy(new SixToEight(SixToEight.Mood.PROMPT), strict)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            stream.ask(answerHeaders("200", "application/json"));
            CommonResponse body = body(stream.ask(answerBody(utf8(ANSWER), true)));
            assertThat(body.hasBodyMutation()).isTrue();
            assertThat(changes(body.getHeaderMutation()).keySet()).noneMatch(name -> name.startsWith("x-aligner"));
        }
    }

    @Test
    void moreThanMayBeHeldPassesAsItCame() throws Exception {
        RoutePolicy small = policy(StreamMode.WINDOW, OnFailure.OPEN, Duration.ofSeconds(10), 50, false);
        try (FakeEnvoy envoy = new FakeEnvoy(new SixToEight(SixToEight.Mood.PROMPT), small)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(), ASKED);
            stream.ask(answerHeaders("200", "application/json"));
            CommonResponse body = body(stream.ask(answerBody(utf8(ANSWER), true)));
            assertThat(body.hasBodyMutation()).isFalse();
            assertThat(changes(body.getHeaderMutation())).containsEntry("x-aligner-reason", "too_large");
        }
    }
}
