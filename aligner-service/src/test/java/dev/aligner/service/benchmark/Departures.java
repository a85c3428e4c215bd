package dev.aligner.service.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Clients that leave in the middle of a stream, among others that stay, and how soon the upstream knows. */
final class Departures {
    private static final int CLIENTS = 20;
    private static final int STAYING = 100;
    /** Of a stream's first events; a client leaves at any of them. */
    private static final int FARTHEST = 600;

    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(10).toMillis();
    private static final byte[] DEPARTURES = ("GET /" + MockUpstream.DEPARTURES
                    + " HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private Departures() {}

    /**
     * What came of it. A clock that all processes of a machine share is taken for granted.
     *
     * @param known clients of whose leaving the upstream heard in time to be counted
     * @param p50 milliseconds from a client's closing of its connection to the closing of the upstream's
     * @param most the same, the longest
     */
    record Outcome(String contestant, int clients, int known, int staying, double p50, double most) {}

    /** @param upstream asked directly for what it heard */
    static Outcome through(Contestant contestant, Contestant upstream) throws IOException {
        List<Socket> staying = new ArrayList<>();
        Random points = new Random(7);
        List<Double> times = new ArrayList<>();
        try {
            for (int i = 0; i < STAYING; i++) {
                staying.add(open(contestant));
            }
            heard(upstream);
            for (int i = 0; i < CLIENTS; i++) {
                long left = leave(contestant, 1 + points.nextInt(FARTHEST));
                long knew = await(upstream);
                if (knew > 0) {
                    times.add((knew - left) / 1e6);
                }
            }
        } finally {
            for (Socket socket : staying) {
                socket.close();
            }
        }
        Percentiles all = Percentiles.of(times);
        return new Outcome(contestant.name(), CLIENTS, times.size(), STAYING, all.at(50), all.at(100));
    }

    private static Socket open(Contestant contestant) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), contestant.server().port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(contestant.request(Script.SLOW));
        return socket;
    }

    /** @return when the client left */
    private static long leave(Contestant contestant, int bytes) throws IOException {
        try (Socket socket = open(contestant)) {
            InputStream in = socket.getInputStream();
            if (in.readNBytes(bytes).length < bytes) {
                throw new IllegalStateException(contestant.name() + ": a stream ended before its client left");
            }
            return System.nanoTime();
        }
    }

    /** @return when the upstream knew; 0 if it never did */
    private static long await(Contestant upstream) throws IOException {
        long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
        while (System.nanoTime() < end) {
            List<Long> heard = heard(upstream);
            if (!heard.isEmpty()) {
                return heard.get(0);
            }
        }
        return 0;
    }

    private static List<Long> heard(Contestant upstream) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), upstream.server().port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(DEPARTURES);
            AnswerReader answer = new AnswerReader(true);
            byte[] buffer = new byte[4096];
            while (!answer.ended()) {
                int read = socket.getInputStream().read(buffer);
                if (read < 0) {
                    break;
                }
                answer.push(buffer, read);
            }
            return answer.body().isBlank()
                    ? List.of()
                    : List.of(answer.body().strip().split(" ", -1)).stream()
                            .map(Long::valueOf)
                            .toList();
        }
    }
}
