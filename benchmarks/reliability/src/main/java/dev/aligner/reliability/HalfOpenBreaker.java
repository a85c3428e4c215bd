package dev.aligner.reliability;

import java.time.Duration;
import java.util.Map;

/** An upstream that fails for a while. */
final class HalfOpenBreaker implements Case {
    private static final Duration PEACE = Duration.ofSeconds(10);
    private static final int CALLERS = 4;

    @Override
    public String name() {
        return "half-open-breaker";
    }

    @Override
    public String promised() {
        return "An upstream that fails too often is left in peace for ten seconds (503 with Retry-After), then tried with two calls "
                + "and no more; when it is well, all pass.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        MockUpstream upstream = bench.upstream();
        ServiceProcess service = bench.service().route(upstream.uri()).ready();
        Client client = new Client(service.uri());
        Probe probe = service.probe();
        // the upstream's own 500 is what a client may get, too
        Tally tally = new Tally(reply -> reply.isShed() || reply.status() == 500);
        Load.steady(client, i -> Ask.chat(bench.texts().get(i)), tally, CALLERS).during(() -> {
            Patience.rest(bench.scale().around());
            upstream.status(500);
            findings.must(probe.holdsWithin(Duration.ofSeconds(30), HalfOpenBreaker::open), "the breaker did not open");
            Patience.rest(Duration.ofSeconds(1));
            int calls = upstream.calls();
            Patience.rest(PEACE.minusSeconds(3));
            findings.must(upstream.calls() == calls, "calls while the breaker was open: " + (upstream.calls() - calls));
            // half open: the two calls fail, and it opens again
            Patience.rest(Duration.ofSeconds(4));
            int tried = upstream.calls() - calls;
            findings.measured("calls when it was half open", String.valueOf(tried));
            findings.must(tried <= 2, "calls when it was half open: " + tried + " (expected: at most 2)");
            upstream.status(200);
            long began = System.nanoTime();
            findings.must(
                    probe.holdsWithin(PEACE.plusSeconds(10), now -> !open(now)), "the breaker did not close again");
            findings.measured("closed after", Words.since(began));
            Patience.rest(Duration.ofSeconds(1));
        });
        Tally after = Tally.ofAnswers();
        for (int i = 0; i < 10; i++) {
            after.add(client.send(Ask.chat(bench.texts().get(i))));
        }
        findings.sent(tally.sent() + after.sent(), "chats");
        findings.came(tally);
        findings.came(after);
        findings.must(tally.refused() > 0, "nobody was refused");
    }

    private static boolean open(Scrape scrape) {
        return scrape.sum("aligner_breaker_open", Map.of("before", "upstream")) > 0;
    }
}
