package dev.aligner.reliability;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Clients that trickle what they send, and that do not read what they get. */
final class SlowClients implements Case {
    private static final Duration BOUND = Duration.ofSeconds(3);
    private static final Duration ENDED = Duration.ofSeconds(10);
    private static final double GROWTH = 96 << 20;

    @Override
    public String name() {
        return "slow-clients";
    }

    @Override
    public String promised() {
        return "A head or a body that trickles, and an answer that is not read, end after their time and take a bounded amount of "
                + "memory; nobody else notices.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        MockUpstream upstream = bench.upstream();
        String bound = BOUND.toSeconds() + "s";
        ServiceProcess service = bench.service()
                .route(upstream.uri())
                .option("aligner.connections.head", bound)
                .option("aligner.connections.write", bound)
                .option("aligner.deadline.body", bound)
                .ready();
        Client client = new Client(service.uri());
        Tally before = Tally.ofAnswers();
        Load.steady(client, i -> Ask.correction(bench.texts().get(i)), before, 2)
                .during(() -> {
                    Patience.rest(bench.scale().around());
                });
        double memory = service.resident();
        Tally beside = Tally.ofAnswers();
        int each = bench.scale().clients() / 4;
        List<Slow> slow = new ArrayList<>();
        Load.steady(client, i -> Ask.correction(bench.texts().get(500 + i)), beside, 2)
                .during(() -> {
                    for (int i = 0; i < each; i++) {
                        slow.add(Slow.of(
                                service.uri(),
                                "POST /v1/corrections HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII)));
                        slow.add(Slow.of(
                                service.uri(), half(Ask.correction(bench.texts().get(i)))));
                        slow.add(Slow.of(
                                service.uri(), half(Ask.chat(bench.texts().get(i)))));
                    }
                    List<RawConnection> deaf = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        RawConnection connection = new RawConnection(service.uri());
                        connection.send(
                                "GET /v1/large HTTP/1.1\r\nHost: slow\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        deaf.add(connection);
                    }
                    findings.must(
                            Patience.until(BOUND.plus(ENDED), () -> upstream.left() >= each),
                            "answers that nobody reads go on: " + (each - upstream.left()) + " of " + each);
                    for (Slow one : slow) {
                        findings.came(
                                one.connection().read(ENDED).end() == RawConnection.End.STILL_OPEN
                                        ? "still open"
                                        : "ended",
                                1);
                        one.connection().close();
                    }
                    for (RawConnection connection : deaf) {
                        connection.close();
                    }
                });
        double growth = service.resident() - memory;
        findings.came("left unread, ended", upstream.left());
        findings.sent(4L * each, "slow clients");
        findings.sent(before.sent() + beside.sent(), "clients, " + 4 * each + " of them slow");
        findings.came(before);
        findings.came(beside);
        findings.measured("others before, p50 / p99", Words.seconds(before.millis()));
        findings.measured("others beside, p50 / p99", Words.seconds(beside.millis()));
        findings.measured("memory", Words.megabytes(growth) + " more");
        findings.must(growth <= GROWTH, "memory grew by " + Words.megabytes(growth) + " (expected: at most 96)");
        findings.must(service.probe().status("/readyz") == 200, "not ready");
    }

    private static byte[] half(Ask ask) {
        byte[] request = RawConnection.request(ask);
        return Arrays.copyOf(request, request.length - 20);
    }

    private record Slow(RawConnection connection) {
        static Slow of(URI uri, byte[] begun) throws IOException {
            RawConnection connection = new RawConnection(uri);
            connection.send(begun);
            return new Slow(connection);
        }
    }
}
