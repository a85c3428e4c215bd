package dev.aligner.envoy;

import static dev.aligner.envoy.BufferedExchangeTest.ANSWER;
import static dev.aligner.envoy.BufferedExchangeTest.ASKED;
import static dev.aligner.envoy.BufferedExchangeTest.PATH;
import static dev.aligner.envoy.BufferedExchangeTest.QUESTION;
import static dev.aligner.envoy.FakeEnvoy.answerBody;
import static dev.aligner.envoy.FakeEnvoy.answerHeaders;
import static dev.aligner.envoy.FakeEnvoy.changes;
import static dev.aligner.envoy.FakeEnvoy.joined;
import static dev.aligner.envoy.FakeEnvoy.modes;
import static dev.aligner.envoy.FakeEnvoy.policy;
import static dev.aligner.envoy.FakeEnvoy.post;
import static dev.aligner.envoy.FakeEnvoy.requestBody;
import static dev.aligner.envoy.FakeEnvoy.utf8;
import static io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode.FULL_DUPLEX_STREAMED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.relay.OnFailure;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.StreamMode;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.StreamedBodyResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuplexExchangeTest {
    private static ProcessingRequest.Builder chat(String... more) {
        String[] headers = Stream.concat(Stream.of("content-length", "99"), Stream.of(more))
                .toArray(String[]::new);
        return post(PATH, headers).setProtocolConfig(modes(FULL_DUPLEX_STREAMED, FULL_DUPLEX_STREAMED));
    }

    private static StreamedBodyResponse streamed(BodyResponse reply) {
        assertThat(reply.getResponse().getBodyMutation().hasStreamedResponse()).isTrue();
        return reply.getResponse().getBodyMutation().getStreamedResponse();
    }

    private static RoutePolicy closed() {
        return policy(StreamMode.WINDOW, OnFailure.CLOSED, Duration.ofSeconds(10), 1 << 20, false);
    }

    /** A stream whose request has been told, and answered piece by piece. */
    private static FakeEnvoy.Stream asked(FakeEnvoy envoy, String... headers) throws InterruptedException {
        FakeEnvoy.Stream stream = envoy.open();
        ProcessingResponse head = stream.ask(chat(headers).build());
        assertThat(changes(head.getRequestHeaders().getResponse().getHeaderMutation()))
                .containsEntry("content-length", null);
        assertThat(head.hasModeOverride()).isFalse();
        stream.send(requestBody(utf8(QUESTION.substring(0, 30)), false));
        stream.send(requestBody(utf8(QUESTION.substring(30)), false));
        StreamedBodyResponse body =
                streamed(stream.ask(requestBody(new byte[0], true)).getRequestBody());
        assertThat(body.getBody().toStringUtf8()).doesNotContain("aligner").contains("How many legs");
        assertThat(body.getEndOfStream()).isTrue();
        return stream;
    }

    @Test
    void theTrailersOfARequestFollowItsBody() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.ask(chat().build());
            stream.send(requestBody(utf8(ASKED), false));
            StreamedBodyResponse body =
                    streamed(stream.ask(FakeEnvoy.requestTrailers()).getRequestBody());
            assertThat(body.getBody().toStringUtf8()).isEqualTo(ASKED);
            assertThat(body.getEndOfStream()).isFalse();
            assertThat(stream.reply().hasRequestTrailers()).isTrue();
        }
    }

    @Test
    void theFirstSentenceLeavesBeforeTheSecondIsThere() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.LATE)) {
            FakeEnvoy.Stream stream = asked(envoy);
            Map<String, String> head = changes(stream.ask(answerHeaders("200", "text/event-stream"))
                    .getResponseHeaders()
                    .getResponse()
                    .getHeaderMutation());
            assertThat(head)
                    .containsEntry("x-aligner-stream-mode", "window")
                    .containsEntry("content-length", null)
                    .containsEntry("cache-control", "no-cache")
                    .doesNotContainKey("x-aligner-action");
            String first = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Six legs. \"}}]}\n\n";
            stream.send(answerBody(utf8(first), false));
            stream.send(
                    answerBody(utf8("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"And\"}}]}\n\n"), false));

            assertThat(streamed(stream.reply().getResponseBody()).getBody().toStringUtf8())
                    .isEqualTo(first.replace("Six", "Eight"));
        }
    }

    @Test
    void aClientChoosesTheModeOfAStream() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = asked(envoy, "x-aligner-stream-mode", "post-hoc");
            assertThat(changes(stream.ask(answerHeaders("200", "text/event-stream"))
                            .getResponseHeaders()
                            .getResponse()
                            .getHeaderMutation()))
                    .containsEntry("x-aligner-stream-mode", "post-hoc");
            String text = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Six.\"}}]}\n\n";
            stream.send(answerBody(utf8(text), false));
            assertThat(streamed(stream.reply().getResponseBody()).getBody().toStringUtf8())
                    .isEqualTo(text);
            stream.send(answerBody(
                    utf8("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"), true));
            assertThat(streamed(stream.reply().getResponseBody()).getBody().toStringUtf8())
                    .contains("\"correction\":\"Eight.\"");
        }
    }

    @Test
    void whileNothingCanBeSentTheStreamIsKeptOpen() throws Exception {
        RoutePolicy buffering = policy(StreamMode.BUFFER, OnFailure.OPEN, Duration.ofSeconds(10), 1 << 20, false);
        try (FakeEnvoy envoy =
                new FakeEnvoy(new SixToEight(SixToEight.Mood.SILENT), buffering, Duration.ofMillis(20))) {
            FakeEnvoy.Stream stream = asked(envoy);
            stream.ask(answerHeaders("200", "text/event-stream"));
            stream.send(answerBody(utf8("data: {\"choices\":[{\"delta\":{\"content\":\"Six\"}}]}\n\n"), false));
            assertThat(streamed(stream.reply().getResponseBody()).getBody().toStringUtf8())
                    .isEqualTo(": \n\n");
            stream.cancel();
        }
    }

    @Test
    void whoeverGoesAwayCancelsTheCorrectionOfAStream() throws Exception {
        SixToEight silent = new SixToEight(SixToEight.Mood.SILENT);
        try (FakeEnvoy envoy = new FakeEnvoy(silent, FakeEnvoy.POLICY)) {
            FakeEnvoy.Stream stream = asked(envoy);
            stream.ask(answerHeaders("200", "text/event-stream"));
            stream.send(answerBody(RecordedStreams.OPENAI.original(), false));
            assertThat(silent.awaitStart()).isTrue();
            stream.cancel();
            assertThat(silent.awaitCancellation()).isTrue();
        }
    }

    @Test
    void whereFailuresAreClosedAnErrorEndsAStream() throws Exception {
        try (FakeEnvoy envoy = new FakeEnvoy(new SixToEight(SixToEight.Mood.FULL), closed())) {
            FakeEnvoy.Stream stream = asked(envoy);
            stream.ask(answerHeaders("200", "text/event-stream"));
            stream.send(answerBody(RecordedStreams.OPENAI.original(), true));
            List<ProcessingResponse> rest = stream.rest();
            ProcessingResponse last = rest.get(rest.size() - 1);
            assertThat(last.getImmediateResponse().getStatus().getCodeValue()).isEqualTo(503);
            assertThat(last.getImmediateResponse().getBody().toStringUtf8()).contains("queue_full");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerInOnePieceHasItsOutcomeInItsHeaders(boolean trailers) throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.LATE)) {
            FakeEnvoy.Stream stream = asked(envoy);
            stream.send(answerHeaders("200", "application/json", "content-length", "121"));
            stream.send(answerBody(utf8(ANSWER.substring(0, 60)), false));
            stream.send(answerBody(utf8(ANSWER.substring(60)), !trailers));
            if (trailers) {
                stream.send(FakeEnvoy.answerTrailers());
            }
            assertThat(changes(stream.reply().getResponseHeaders().getResponse().getHeaderMutation()))
                    .containsEntry("x-aligner-action", "CORRECTED")
                    .containsEntry("content-length", null);
            StreamedBodyResponse body = streamed(stream.reply().getResponseBody());
            assertThat(body.getBody().toStringUtf8()).isEqualTo(ANSWER.replace("Six", "Eight"));
            assertThat(body.getEndOfStream()).isEqualTo(!trailers);
            if (trailers) {
                assertThat(stream.reply().hasResponseTrailers()).isTrue();
            }
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void anAnswerInOnePieceWhoseCorrectionFailsGoesOnOrAnErrorTakesItsPlace() throws Exception {
        try (FakeEnvoy open = FakeEnvoy.with(SixToEight.Mood.FULL)) {
            FakeEnvoy.Stream stream = asked(open);
            stream.send(answerHeaders("200", "application/json", "content-length", "121"));
            stream.send(answerBody(utf8(ANSWER), false));
            stream.send(answerBody(new byte[0], true));
            assertThat(changes(stream.reply().getResponseHeaders().getResponse().getHeaderMutation()))
                    .containsEntry("x-aligner-reason", "queue_full")
                    .doesNotContainKey("content-length");
            assertThat(joined(stream.rest())).isEqualTo(utf8(ANSWER));
        }
        try (FakeEnvoy envoy = new FakeEnvoy(new SixToEight(SixToEight.Mood.FULL), closed())) {
            FakeEnvoy.Stream stream = asked(envoy);
            stream.send(answerHeaders("200", "application/json"));
            assertThat(stream.ask(answerBody(utf8(ANSWER), true))
                            .getImmediateResponse()
                            .getStatus()
                            .getCodeValue())
                    .isEqualTo(503);
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void moreThanMayBeHeldPassesInPiecesThatEnvoyTakes() throws Exception {
        RoutePolicy small = policy(StreamMode.WINDOW, OnFailure.OPEN, Duration.ofSeconds(10), 1000, false);
        byte[] large = utf8("{\"x\":\"" + "y".repeat(200_000) + "\"}");
        try (FakeEnvoy envoy = new FakeEnvoy(new SixToEight(SixToEight.Mood.PROMPT), small)) {
            FakeEnvoy.Stream stream = asked(envoy);
            stream.send(answerHeaders("200", "application/json"));
            stream.send(answerBody(utf8("{\"x\":"), false));
            assertThat(changes(stream.ask(answerBody(large, false))
                            .getResponseHeaders()
                            .getResponse()
                            .getHeaderMutation()))
                    .containsEntry("x-aligner-reason", "too_large");
            stream.send(answerBody(utf8("}"), true));
            List<ProcessingResponse> rest = stream.rest();
            assertThat(joined(rest)).isEqualTo(utf8("{\"x\":" + new String(large, UTF_8) + "}"));
            assertThat(rest)
                    .hasSizeGreaterThan(3)
                    .allMatch(
                            reply -> streamed(reply.getResponseBody()).getBody().size() <= 65_536);
            assertThat(streamed(rest.get(rest.size() - 1).getResponseBody()).getEndOfStream())
                    .isTrue();
        }
    }

    @Test
    void whatIsNotCorrectedComesBackPieceByPiece() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = asked(envoy);
            ProcessingResponse head = stream.ask(answerHeaders("429", "application/json"));
            assertThat(head.hasModeOverride()).as("not from this mode").isFalse();
            List<ProcessingResponse> replies = new ArrayList<>();
            replies.add(stream.ask(answerBody(utf8("{\"error\":"), false)));
            replies.add(stream.ask(answerBody(utf8("{}}"), false)));
            assertThat(joined(replies)).isEqualTo(utf8("{\"error\":{}}"));
            ProcessingResponse last = stream.ask(answerBody(new byte[0], true));
            assertThat(streamed(last.getResponseBody()).getEndOfStream()).isTrue();
            assertThat(streamed(last.getResponseBody()).getBody().isEmpty()).isTrue();
        }
    }

    @Test
    void anAnswerThatEndsWithItsHeadersHasOneReply() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = asked(envoy);
            for (String type : List.of("application/json", "text/event-stream")) {
                assertThat(stream.ask(ProcessingRequest.newBuilder()
                                        .setResponseHeaders(
                                                FakeEnvoy.head(true, ":status", "200", "content-type", type))
                                        .build())
                                .hasResponseHeaders())
                        .isTrue();
            }
            assertThat(stream.rest()).isEmpty();
        }
    }
}
