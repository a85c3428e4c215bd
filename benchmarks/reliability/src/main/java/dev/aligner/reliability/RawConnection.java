package dev.aligner.reliability;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** A connection whose client does as it likes: sends half, does not read, leaves. */
final class RawConnection implements AutoCloseable {
    private static final int SMALL = 4 * 1024;

    private final Socket socket = new Socket();

    RawConnection(URI uri) throws IOException {
        socket.setReceiveBufferSize(SMALL);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5_000);
    }

    /** The bytes of a request. */
    static byte[] request(Ask ask) {
        byte[] body = ask.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("POST " + ask.path() + " HTTP/1.1\r\nHost: reliability\r\n");
        for (Map.Entry<String, String> header : ask.headers().entrySet()) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] first = head.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads for so long, or until there is no more. */
    Read read(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[16 * 1024];
        try {
            while (true) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return new Read(text.toString(), End.STILL_OPEN);
                }
                socket.setSoTimeout((int) left);
                int read = socket.getInputStream().read(buffer);
                if (read < 0) {
                    return new Read(text.toString(), End.CLOSED);
                }
                text.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException e) {
            return new Read(text.toString(), End.STILL_OPEN);
        } catch (IOException e) {
            return new Read(text.toString(), End.RESET);
        }
    }

    enum End {
        CLOSED,
        RESET,
        STILL_OPEN
    }

    /** @param text bytes as ISO-8859-1, heads and sizes of chunks included */
    record Read(String text, End end) {}

    /** Leaves without a farewell. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
