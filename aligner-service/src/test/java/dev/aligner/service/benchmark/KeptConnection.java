package dev.aligner.service.benchmark;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A client's connection, used for one request after another. */
final class KeptConnection implements Closeable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final byte[] buffer = new byte[1 << 16];

    KeptConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** Told when bytes of a body came. */
    @FunctionalInterface
    interface Arrival {
        /** @param nanos since the request was sent */
        void came(long nanos);
    }

    /** Sends a request and reads the answer to its end. */
    AnswerReader exchange(byte[] request, boolean keep, Arrival arrival) throws IOException {
        AnswerReader answer = new AnswerReader(keep);
        long sent = System.nanoTime();
        socket.getOutputStream().write(request);
        while (!answer.ended()) {
            int read = socket.getInputStream().read(buffer);
            if (read < 0) {
                throw new EOFException("the connection ended inside an answer");
            }
            long before = answer.bytes();
            answer.push(buffer, read);
            if (answer.bytes() > before) {
                arrival.came(System.nanoTime() - sent);
            }
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
