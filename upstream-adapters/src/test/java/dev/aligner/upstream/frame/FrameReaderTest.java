package dev.aligner.upstream.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameReaderTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Everything that a reader makes of a stream that arrives in pieces. */
    private static List<Frame> read(FrameReader reader, byte[] stream, Random cuts) {
        List<Frame> frames = new ArrayList<>();
        int at = 0;
        while (at < stream.length) {
            int to = Math.min(stream.length, at + 1 + cuts.nextInt(9));
            frames.addAll(reader.push(Arrays.copyOfRange(stream, at, to)));
            at = to;
        }
        frames.addAll(reader.end());
        return frames;
    }

    private static byte[] joined(List<Frame> frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frames.forEach(frame -> out.writeBytes(frame.raw()));
        return out.toByteArray();
    }

    private static List<String> payloads(List<Frame> frames) {
        return frames.stream()
                .map(Frame::payload)
                .filter(Objects::nonNull)
                .map(payload -> new String(payload, StandardCharsets.UTF_8))
                .toList();
    }

    /** No byte is lost or doubled, and what is read does not depend on how the network cuts. */
    @Property(tries = 500)
    void framesJoinedAreTheStreamForEveryCut(@ForAll("streams") String stream, @ForAll long seed) {
        for (Supplier<FrameReader> reader : List.<Supplier<FrameReader>>of(SseFrames::new, LineFrames::new)) {
            List<Frame> cut = read(reader.get(), utf8(stream), new Random(seed));
            FrameReader atOnce = reader.get();
            List<Frame> whole = new ArrayList<>(atOnce.push(utf8(stream)));
            whole.addAll(atOnce.end());

            assertThat(joined(cut)).isEqualTo(utf8(stream));
            assertThat(joined(whole)).isEqualTo(utf8(stream));
            assertThat(payloads(cut)).isEqualTo(payloads(whole));
        }
    }

    @Provide
    Arbitrary<String> streams() {
        Arbitrary<String> bits = Arbitraries.of(
                "data: {\"a\":1}",
                "data:x",
                "data",
                "data:",
                "da",
                ": c",
                "event: e",
                "id: 1",
                "\n",
                "\n",
                "\r",
                "\r\n",
                "\n\n",
                "\r\n\r\n",
                "\r\r",
                "ü😀",
                "\u2028",
                "\u0085",
                " ",
                "retry: 3");
        return bits.list().ofMaxSize(25).map(list -> String.join("", list));
    }

    @ParameterizedTest
    @MethodSource("events")
    void eventsAreReadAsTheStandardSays(String stream, String payload) {
        FrameReader reader = new SseFrames();
        List<Frame> frames = new ArrayList<>(reader.push(utf8(stream)));
        frames.addAll(reader.end());

        assertThat(payloads(frames)).containsExactly(payload);
    }

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of("data: x\n\n", "x"),
                Arguments.of("data:x\r\n\r\n", "x"),
                Arguments.of("data: x\r\r", "x"),
                Arguments.of("data:  x\n\n", " x"),
                Arguments.of("data: x\n: c\ndata: y\n\n", "x\ny"),
                Arguments.of("data: x\nevent: e\n\n", "x"),
                Arguments.of("\uFEFFdata: x\n\n", "x"),
                Arguments.of("data: x", "x"),
                Arguments.of("data\n\n", ""),
                Arguments.of("data: a\u2028b\u0085c\n\n", "a\u2028b\u0085c"));
    }

    @Test
    void aChangedEventKeepsItsOtherLinesAndLineEnds() {
        Frame event = new SseFrames()
                .push(utf8("event: e\r\ndata: {\"a\":\r\n: c\r\ndata: 1}\r\nid: 7\r\n\r\n"))
                .get(0);

        assertThat(new String(event.with(utf8("{\"a\":\n2}")), StandardCharsets.UTF_8))
                .isEqualTo("event: e\r\ndata: {\"a\": 2}\r\n: c\r\nid: 7\r\n\r\n");
    }

    @Test
    void anEventThatIsTooLargePassesAndEverythingBehindIt() {
        byte[] stream = utf8("data: " + "x".repeat(FrameReader.MOST_PENDING) + "\n\ndata: y\n\n");
        SseFrames events = new SseFrames();
        LineFrames lines = new LineFrames();

        List<Frame> frames = new ArrayList<>(events.push(stream));
        frames.addAll(events.push(utf8("data: z\n\n")));

        assertThat(events.broken()).isTrue();
        assertThat(payloads(frames)).isEmpty();
        assertThat(joined(frames)).isEqualTo(utf8(new String(stream, StandardCharsets.UTF_8) + "data: z\n\n"));
        assertThat(joined(lines.push(stream))).isEqualTo(stream);
        assertThat(lines.broken()).isTrue();
    }

    @Test
    void aLineKeepsItsEnd() {
        List<Frame> frames = new LineFrames().push(utf8("{\"a\":1} \r\n\n{\"a\":2}\n"));

        assertThat(payloads(frames)).containsExactly("{\"a\":1}", "{\"a\":2}");
        assertThat(new String(frames.get(0).with(utf8("{}")), StandardCharsets.UTF_8))
                .isEqualTo("{} \r\n");
    }

    @Property(tries = 100)
    void binaryFramesAreReadForEveryCutAndChangedOnesAreWhole(@ForAll long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            said.add("{\"n\":" + random.nextInt(100_000) + "}");
            stream.writeBytes(message(utf8(":event-type" + i), utf8(said.get(i))));
        }

        List<Frame> frames = read(new AwsFrames(), stream.toByteArray(), random);

        assertThat(payloads(frames)).isEqualTo(said);
        assertThat(joined(frames)).isEqualTo(stream.toByteArray());
        byte[] changed = frames.get(0).with(utf8("{\"n\":\"other\"}"));
        assertThat(changed).isEqualTo(message(utf8(":event-type0"), utf8("{\"n\":\"other\"}")));
    }

    @Property(tries = 100)
    void aWrongChecksumBreaksTheBinaryStreamAndLosesNothing(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] stream = message(utf8("h"), utf8("{\"n\":1}"));
        stream[random.nextInt(stream.length)] ^= 1;
        byte[] more = Arrays.copyOf(stream, stream.length + 50);
        AwsFrames reader = new AwsFrames();

        List<Frame> frames = read(reader, more, random);

        assertThat(joined(frames)).isEqualTo(more);
        assertThat(payloads(frames)).isEmpty();
        assertThat(reader.broken()).isTrue();
    }

    private static byte[] message(byte[] headers, byte[] payload) {
        int length = 16 + headers.length + payload.length;
        ByteBuffer out = ByteBuffer.allocate(length).putInt(length).putInt(headers.length);
        out.putInt(crc(out.array(), 8)).put(headers).put(payload);
        return out.putInt(crc(out.array(), length - 4)).array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
