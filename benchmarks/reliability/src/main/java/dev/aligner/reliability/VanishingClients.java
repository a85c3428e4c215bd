package dev.aligner.reliability;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Clients that leave at any point, some without a farewell. */
final class VanishingClients implements Case {
    private static final Duration FORGOTTEN = Duration.ofSeconds(10);
    private static final int AT_ONCE = 5;

    @Override
    public String name() {
        return "vanishing-clients";
    }

    @Override
    public String promised() {
        return "Whoever leaves, at any point, leaves nothing behind: no work, no call of the upstream, no tensor; those who stay "
                + "get their answers.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        MockUpstream upstream = bench.upstream();
        ServiceProcess service = bench.service().route(upstream.uri()).ready();
        Client client = new Client(service.uri());
        Probe probe = service.probe();
        client.send(Ask.correction(bench.texts().get(0)));
        double tensors = probe.scrape().sum("aligner_native_tensors", Map.of());
        Tally stayed = Tally.ofAnswers();
        int number = bench.scale().clients();
        Load.steady(client, i -> Ask.correction(bench.texts().get(i)), stayed, 2)
                .during(() -> {
                    leave(service.uri(), bench.texts(), number);
                });
        long left = System.nanoTime();
        findings.sent(number, "clients that left");
        findings.came("left", number);
        findings.sent(stayed.sent(), "clients, " + stayed.sent() + " of which stayed");
        findings.came(stayed);
        findings.must(probe.idleWithin(FORGOTTEN), "the engine works on for nobody");
        findings.measured("idle after", Words.since(left));
        findings.must(
                Patience.until(FORGOTTEN, () -> upstream.open() == 0),
                "calls of the upstream go on for nobody: " + upstream.open());
        findings.measured("calls of the upstream broken off", upstream.left() + " of " + upstream.calls());
        double after = probe.scrape().sum("aligner_native_tensors", Map.of());
        findings.must(after == tensors, "native tensors: " + after + " (expected: " + tensors + ")");
        findings.must(client.send(Ask.chat(bench.texts().get(1))).isOk(), "the next one gets no answer");
    }

    private static void leave(URI uri, Texts texts, int number) throws IOException, InterruptedException {
        Random random = new Random(7);
        RawConnection[] open = new RawConnection[AT_ONCE];
        for (int i = 0; i < number + AT_ONCE; i++) {
            int place = i % AT_ONCE;
            if (open[place] != null) {
                if (random.nextBoolean()) {
                    open[place].reset();
                } else {
                    open[place].close();
                }
            }
            if (i < number) {
                open[place] = new RawConnection(uri);
                byte[] request = RawConnection.request(ask(texts.get(2_000 + i), i));
                boolean half = i % 10 == 9;
                open[place].send(half ? Arrays.copyOf(request, request.length / 2) : request);
            }
            Patience.rest(Duration.ofMillis(random.nextInt(120)));
        }
    }

    private static Ask ask(Texts.Text text, int number) {
        return switch (number % 5) {
            case 0 -> Ask.correction(text);
            case 1 -> Ask.correctionStream(text);
            case 2 -> Ask.chatStream(text, "window").with(MockUpstream.PAUSE, "20");
            case 3 -> Ask.chatStream(text, "buffer").with(MockUpstream.PAUSE, "20");
            default -> Ask.chat(text).with(MockUpstream.PAUSE, "200");
        };
    }
}
