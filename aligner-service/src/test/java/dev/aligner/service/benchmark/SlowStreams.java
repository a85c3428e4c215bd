package dev.aligner.service.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Many streams at once, each slow, and the memory of the server that they go through. */
final class SlowStreams {
    private static final long SAMPLE_MILLIS = 200;
    private static final long DEADLINE = Duration.ofSeconds(60).toNanos();

    private final byte[] request;
    private final long bytes;
    private final byte[] buffer = new byte[1 << 16];
    private int under;
    private int most;
    private int ended;
    private int whole;

    private SlowStreams(byte[] request, long bytes) {
        this.request = request;
        this.bytes = bytes;
    }

    /**
     * What came of it.
     *
     * @param atOnce the most streams of which a first byte had come and the last had not
     * @param whole streams that were the upstream's to the end
     * @param before resident memory in MB
     * @param peak the same, the most of it
     */
    record Outcome(String contestant, int streams, int atOnce, int whole, double before, double peak, double seconds) {}

    /** @param bytes of a whole stream's body */
    static Outcome through(Contestant contestant, int streams, long bytes) throws IOException {
        return new SlowStreams(contestant.request(Script.SLOW), bytes).run(contestant, streams);
    }

    private Outcome run(Contestant contestant, int streams) throws IOException {
        double before = contestant.server().residentMegabytes();
        double peak = before;
        long began = System.nanoTime();
        long sampled = began;
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < streams; i++) {
                open(selector, contestant.server().port());
            }
            while (ended < streams && System.nanoTime() - began < DEADLINE) {
                selector.select(this::ready, SAMPLE_MILLIS);
                if (System.nanoTime() - sampled > SAMPLE_MILLIS * 1_000_000) {
                    sampled = System.nanoTime();
                    peak = Math.max(peak, contestant.server().residentMegabytes());
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Outcome(contestant.name(), streams, most, whole, before, peak, seconds);
    }

    private void open(Selector selector, int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.register(selector, SelectionKey.OP_CONNECT, new AnswerReader(false));
    }

    private void ready(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                // small enough for any socket's empty buffer
                channel.write(ByteBuffer.wrap(request));
                key.interestOps(SelectionKey.OP_READ);
            } else {
                read(channel, (AnswerReader) key.attachment());
            }
        } catch (IOException e) {
            end(channel, ((AnswerReader) key.attachment()).bytes() > 0, false);
        }
    }

    private void read(SocketChannel channel, AnswerReader answer) throws IOException {
        boolean begun = answer.bytes() > 0;
        int read = channel.read(ByteBuffer.wrap(buffer));
        if (read < 0) {
            end(channel, begun, false);
            return;
        }
        answer.push(buffer, read);
        if (!begun && answer.bytes() > 0) {
            begun = true;
            most = Math.max(most, ++under);
        }
        if (answer.ended()) {
            end(channel, begun, answer.good() && answer.bytes() == bytes);
        }
    }

    private void end(SocketChannel channel, boolean begun, boolean good) {
        under -= begun ? 1 : 0;
        whole += good ? 1 : 0;
        ended++;
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone all the same
        }
    }
}
