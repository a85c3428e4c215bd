package dev.aligner.envoy;

import static dev.aligner.envoy.FakeEnvoy.answerBody;
import static dev.aligner.envoy.FakeEnvoy.answerHeaders;
import static dev.aligner.envoy.FakeEnvoy.joined;
import static dev.aligner.envoy.FakeEnvoy.modes;
import static dev.aligner.envoy.FakeEnvoy.policy;
import static dev.aligner.envoy.FakeEnvoy.post;
import static io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode.BUFFERED;
import static io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode.FULL_DUPLEX_STREAMED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.relay.OnFailure;
import dev.aligner.relay.StreamMode;
import dev.aligner.upstream.rewrite.Window;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What a client gets of a stream does not depend on how its bytes were cut, nor on how its end was told. */
class DuplexSplitsTest {
    /** How Envoy tells that a body is over. */
    enum End {
        WITH_THE_LAST_PIECE,
        EMPTY_PIECE,
        TRAILERS
    }

    private static final Map<SixToEight.Mood, Map<StreamMode, FakeEnvoy>> ENVOYS = new EnumMap<>(SixToEight.Mood.class);

    @BeforeContainer
    static void start() {
        for (var mood : List.of(SixToEight.Mood.PROMPT, SixToEight.Mood.LATE, SixToEight.Mood.FULL)) {
            Map<StreamMode, FakeEnvoy> byMode = new TreeMap<>();
            for (StreamMode mode : List.of(StreamMode.WINDOW, StreamMode.BUFFER)) {
                byMode.put(
                        mode,
                        new FakeEnvoy(
                                new SixToEight(mood),
                                policy(mode, OnFailure.OPEN, Duration.ofSeconds(10), 1 << 20, false)));
            }
            ENVOYS.put(mood, byMode);
        }
    }

    @AfterContainer
    static void stop() {
        for (Map<StreamMode, FakeEnvoy> byMode : ENVOYS.values()) {
            for (FakeEnvoy envoy : byMode.values()) {
                envoy.close();
            }
        }
        ENVOYS.clear();
    }

    private static FakeEnvoy envoy(SixToEight.Mood mood, boolean window) {
        return Objects.requireNonNull(
                Objects.requireNonNull(ENVOYS.get(mood)).get(window ? StreamMode.WINDOW : StreamMode.BUFFER));
    }

    private static List<byte[]> cut(byte[] bytes, int longest, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(longest));
            pieces.add(Arrays.copyOfRange(bytes, at, to));
            at = to;
        }
        return pieces;
    }

    /** All that comes back for a stream, behind the reply to its headers. */
    private static List<ProcessingResponse> exchange(
            FakeEnvoy envoy, RecordedStreams recorded, boolean told, End end, int longest, long seed)
            throws InterruptedException {
        FakeEnvoy.Stream stream = envoy.open();
        ProcessingRequest.Builder head = post(recorded.path);
        stream.asked(
                told ? head.setProtocolConfig(modes(BUFFERED, FULL_DUPLEX_STREAMED)) : head,
                BufferedExchangeTest.ASKED);
        assertThat(stream.ask(answerHeaders("200", "text/event-stream", "content-length", "99"))
                        .hasResponseHeaders())
                .isTrue();
        List<byte[]> pieces = cut(recorded.original(), longest, new Random(seed));
        for (int i = 0; i < pieces.size(); i++) {
            boolean last = end == End.WITH_THE_LAST_PIECE && i == pieces.size() - 1 && pieces.size() > 1;
            stream.send(answerBody(pieces.get(i), last));
        }
        if (end == End.TRAILERS) {
            stream.send(FakeEnvoy.answerTrailers());
        } else if (end == End.EMPTY_PIECE || pieces.size() == 1) {
            stream.send(answerBody(new byte[0], true));
        }
        return stream.rest();
    }

    private static void endsOnce(List<ProcessingResponse> replies, End end) {
        ProcessingResponse last = replies.get(replies.size() - 1);
        assertThat(last.hasResponseTrailers()).isEqualTo(end == End.TRAILERS);
        assertThat(replies.stream().filter(ProcessingResponse::hasResponseTrailers))
                .hasSize(end == End.TRAILERS ? 1 : 0);
        assertThat(replies.stream()
                        .filter(reply -> reply.getResponseBody()
                                .getResponse()
                                .getBodyMutation()
                                .getStreamedResponse()
                                .getEndOfStream()))
                .hasSize(end == End.TRAILERS ? 0 : 1);
    }

    @Property(tries = 60)
    void aStreamIsCorrectedHoweverItIsCut(
            @ForAll RecordedStreams recorded,
            @ForAll boolean window,
            @ForAll boolean late,
            @ForAll boolean told,
            @ForAll End end,
            @ForAll @IntRange(min = 1, max = 900) int longest,
            @ForAll long seed)
            throws InterruptedException {
        FakeEnvoy envoy = envoy(late ? SixToEight.Mood.LATE : SixToEight.Mood.PROMPT, window);

        List<ProcessingResponse> replies = exchange(envoy, recorded, told, end, longest, seed);

        assertThat(new String(joined(replies), UTF_8))
                .isEqualTo(new String(recorded.inOnePiece(window ? Window.SENTENCE : Window.WHOLE), UTF_8));
        assertThat(recorded.text(joined(replies)))
                .isEqualTo(SixToEight.corrected(recorded.text(recorded.original())))
                .contains("ight");
        endsOnce(replies, end);
    }

    @Property(tries = 30)
    void whereTheCorrectorFailsEveryByteComesBack(
            @ForAll RecordedStreams recorded,
            @ForAll boolean window,
            @ForAll End end,
            @ForAll @IntRange(min = 1, max = 900) int longest,
            @ForAll long seed)
            throws InterruptedException {
        List<ProcessingResponse> replies =
                exchange(envoy(SixToEight.Mood.FULL, window), recorded, true, end, longest, seed);

        assertThat(joined(replies)).isEqualTo(recorded.original());
        endsOnce(replies, end);
    }
}
