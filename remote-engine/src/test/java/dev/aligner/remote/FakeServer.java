package dev.aligner.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of completions whose every byte is the test's. It answers a look at its models by itself; all else it hands to
 * the test as {@link Exchange}.
 */
final class FakeServer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final ServerSocket listening;
    private final BlockingQueue<Exchange> completions = new LinkedBlockingQueue<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private volatile String models = "{\"object\":\"list\",\"data\":[{\"id\":\"tiny\",\"object\":\"model\"}]}";
    private final AtomicInteger looks = new AtomicInteger();
    private volatile int modelsStatus = 200;

    FakeServer() {
        this(0);
    }

    FakeServer(int port) {
        try {
            listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/v1");
    }

    int port() {
        return listening.getLocalPort();
    }

    void models(int status, String body) {
        models = body;
        modelsStatus = status;
    }

    /** How many times it was asked for its models. */
    int looks() {
        return looks.get();
    }

    /** The next request for a completion. */
    Exchange next() {
        try {
            Exchange exchange = completions.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (exchange == null) {
                throw new AssertionError("no request");
            }
            return exchange;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether no request for a completion has come that nobody took. */
    boolean isIdle() {
        return completions.isEmpty();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.add(socket);
                start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            String head = head(socket.getInputStream());
            if (head.startsWith("GET /v1/models ")) {
                looks.incrementAndGet();
                String body = models;
                new Exchange(socket, head, "")
                        .write("HTTP/1.1 " + modelsStatus + " Said\r\nContent-Type: application/json\r\n"
                                + "Connection: close\r\n\r\n" + body)
                        .close();
            } else {
                byte[] body = socket.getInputStream().readNBytes(length(head));
                completions.add(new Exchange(socket, head, new String(body, StandardCharsets.UTF_8)));
            }
        } catch (IOException gone) {
            // the client left
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static int length(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : connections) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request for a completion, and what is said to it. */
    record Exchange(Socket socket, String head, String body) {
        Exchange write(String text) {
            return write(text.getBytes(StandardCharsets.UTF_8));
        }

        Exchange write(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Exchange status(int status, String... headers) {
            return write("HTTP/1.1 " + status + " Said\r\nConnection: close\r\n"
                    + String.join(
                            "",
                            List.of(headers).stream().map(line -> line + "\r\n").toList()) + "\r\n");
        }

        /** The head of a stream that ends with its connection. */
        Exchange stream() {
            return status(200, "Content-Type: text/event-stream; charset=utf-8");
        }

        Exchange event(String payload) {
            return write("data: " + payload + "\n\n");
        }

        Exchange text(String text) {
            return event("{\"choices\":[{\"index\":0,\"text\":\"" + text + "\",\"finish_reason\":null}]}");
        }

        Exchange finish(String reason) {
            return event("{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"" + reason + "\"}]}");
        }

        void json(String body) {
            status(200, "Content-Type: application/json").write(body).close();
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits until the client has closed its side. */
        void awaitClosed() {
            try {
                if (socket.getInputStream().read() >= 0) {
                    throw new AssertionError("more of a request (expected: its end)");
                }
            } catch (java.net.SocketTimeoutException e) {
                throw new AssertionError("the connection is still open", e);
            } catch (IOException reset) {
                // closed as well
            }
        }
    }
}
