package dev.aligner.envoy;

import static dev.aligner.envoy.BufferedExchangeTest.ANSWER;
import static dev.aligner.envoy.BufferedExchangeTest.ASKED;
import static dev.aligner.envoy.BufferedExchangeTest.PATH;
import static dev.aligner.envoy.FakeEnvoy.answerBody;
import static dev.aligner.envoy.FakeEnvoy.answerHeaders;
import static dev.aligner.envoy.FakeEnvoy.changes;
import static dev.aligner.envoy.FakeEnvoy.joined;
import static dev.aligner.envoy.FakeEnvoy.modes;
import static dev.aligner.envoy.FakeEnvoy.policy;
import static dev.aligner.envoy.FakeEnvoy.post;
import static dev.aligner.envoy.FakeEnvoy.utf8;
import static io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode.BUFFERED;
import static io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode.FULL_DUPLEX_STREAMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.relay.OnFailure;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.StreamMode;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;
import io.envoyproxy.envoy.service.ext_proc.v3.CommonResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Upstreams that pack their answers although they were asked not to. */
class PackedExchangeTest {
    private static ProcessingRequest.Builder chat(BodySendMode answer) {
        return post(PATH).setProtocolConfig(modes(BUFFERED, answer));
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }

    private static CommonResponse buffered(FakeEnvoy envoy, byte[] body) throws InterruptedException {
        FakeEnvoy.Stream stream = envoy.open();
        stream.asked(chat(BUFFERED), ASKED);
        stream.ask(answerHeaders(
                "200",
                "application/json",
                "content-encoding",
                "gzip",
                "content-length",
                Integer.toString(body.length)));
        CommonResponse reply =
                stream.ask(answerBody(body, true)).getResponseBody().getResponse();
        assertThat(stream.rest()).isEmpty();
        return reply;
    }

    @Test
    void aHeldAnswerIsUnpackedToBeCorrected() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            CommonResponse reply = buffered(envoy, gzip(utf8(ANSWER)));

            byte[] corrected = utf8(ANSWER.replace("Six", "Eight"));
            assertThat(reply.getBodyMutation().getBody().toByteArray()).isEqualTo(corrected);
            assertThat(changes(reply.getHeaderMutation()))
                    .containsEntry("x-aligner-action", "CORRECTED")
                    .containsEntry("content-encoding", null)
                    .containsEntry("content-length", Integer.toString(corrected.length));
        }
    }

    @Test
    void oneInWhichNothingChangesStaysPacked() throws Exception {
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            CommonResponse reply = buffered(envoy, gzip(utf8(ANSWER.replace("Six", "Two"))));

            assertThat(reply.hasBodyMutation()).isFalse();
            assertThat(changes(reply.getHeaderMutation()))
                    .containsEntry("x-aligner-action", "NONE")
                    .doesNotContainKeys("content-encoding", "content-length");
        }
    }

    @Test
    void oneThatBecomesTooLargePassesOrIsAnError() throws Exception {
        byte[] bomb = gzip(new byte[1 << 20]);
        for (OnFailure onFailure : OnFailure.values()) {
            RoutePolicy small = policy(StreamMode.WINDOW, onFailure, Duration.ofSeconds(10), 4096, false);
            try (FakeEnvoy envoy = new FakeEnvoy(new SixToEight(SixToEight.Mood.PROMPT), small)) {
                FakeEnvoy.Stream stream = envoy.open();
                stream.asked(chat(BUFFERED), ASKED);
                stream.ask(answerHeaders("200", "application/json", "content-encoding", "gzip"));
                var reply = stream.ask(answerBody(bomb, true));

                if (onFailure == OnFailure.OPEN) {
                    CommonResponse body = reply.getResponseBody().getResponse();
                    assertThat(body.hasBodyMutation()).isFalse();
                    assertThat(changes(body.getHeaderMutation())).containsEntry("x-aligner-reason", "too_large");
                } else {
                    assertThat(reply.getImmediateResponse().getStatus().getCodeValue())
                            .isEqualTo(502);
                    assertThat(reply.getImmediateResponse().getBody().toStringUtf8())
                            .contains("\"code\":\"too_large\"");
                }
                assertThat(stream.rest()).isEmpty();
            }
        }
    }

    @Test
    void aStreamThatIsCutIsNotTakenForAWholeOne() throws Exception {
        byte[] packed = gzip(RecordedStreams.OPENAI.original());
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(FULL_DUPLEX_STREAMED), ASKED);
            stream.ask(answerHeaders("200", "text/event-stream", "content-encoding", "gzip"));
            stream.send(answerBody(Arrays.copyOf(packed, packed.length - 4), true));

            List<ProcessingResponse> replies = stream.rest();
            assertThat(replies).last().matches(ProcessingResponse::hasImmediateResponse);
            assertThat(replies)
                    .noneMatch(reply -> reply.getResponseBody()
                            .getResponse()
                            .getBodyMutation()
                            .getStreamedResponse()
                            .getEndOfStream());
        }
    }

    @Test
    void aStreamIsUnpackedAsItComes() throws Exception {
        byte[] packed = gzip(RecordedStreams.OPENAI.original());
        try (FakeEnvoy envoy = FakeEnvoy.with(SixToEight.Mood.PROMPT)) {
            FakeEnvoy.Stream stream = envoy.open();
            stream.asked(chat(FULL_DUPLEX_STREAMED), ASKED);
            Map<String, String> head =
                    changes(stream.ask(answerHeaders("200", "text/event-stream", "content-encoding", "gzip"))
                            .getResponseHeaders()
                            .getResponse()
                            .getHeaderMutation());
            assertThat(head).containsEntry("content-encoding", null).containsEntry("x-aligner-stream-mode", "window");
            for (int at = 0; at < packed.length; at += 7) {
                int to = Math.min(packed.length, at + 7);
                stream.send(answerBody(Arrays.copyOfRange(packed, at, to), to == packed.length));
            }

            assertThat(RecordedStreams.OPENAI.text(joined(stream.rest())))
                    .isEqualTo(SixToEight.corrected(RecordedStreams.OPENAI.text(RecordedStreams.OPENAI.original())));
        }
    }
}
