package dev.aligner.reliability;

import java.time.Duration;
import java.util.Map;

/** Thousands of forward passes that fail in native code, in between good ones. */
final class FailingForwards implements Case {
    /** Of steps in a row, as three would mean that the model is broken. */
    private static final int IN_A_ROW = 2;

    private static final double GROWTH = 64 << 20;
    private static final int CALLERS = 4;

    /** Of the step that is under way at the beginning the end is seen, which spoils nothing any more. */
    private static final int UNDER_WAY = 2;

    @Override
    public String name() {
        return "failing-forwards";
    }

    @Override
    public String promised() {
        return "However many forward passes fail, no memory and no tensor is lost; each is told to its own requests and to nobody "
                + "else, an open route delivers the original, its breaker opens.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        MockUpstream upstream = bench.upstream();
        int port = bench.port();
        ServiceProcess service =
                bench.service().route(upstream.uri()).jvm(Debugger.option(port)).ready();
        Client client = new Client(service.uri());
        Probe probe = service.probe();
        Texts.Text shortOne = new Texts.Text("0: Is it open?", "It is open.");
        client.send(Ask.correction(shortOne));
        try (Debugger debugger = Debugger.attach(port)) {
            // caches of tokens, connections and classes are filled first
            spoil(debugger, client, bench.scale().forwards() / 10, Tally.ofAnswers(), Tally.ofAnswers());
            probe.idleWithin(Duration.ofSeconds(20));
            double tensors = probe.scrape().sum("aligner_native_tensors", Map.of());
            double memory = service.resident();
            double failedBefore = probe.scrape().sum("aligner_failed_steps_total", Map.of());
            Tally direct = new Tally(reply -> reply.status() == 500);
            Tally routed = Tally.ofAnswers();
            spoil(debugger, client, bench.scale().forwards(), direct, routed);
            findings.must(probe.idleWithin(Duration.ofSeconds(20)), "the engine works on for nobody");
            Scrape after = probe.scrape();
            double failed = after.sum("aligner_failed_steps_total", Map.of()) - failedBefore;
            double growth = service.resident() - memory;
            findings.sent(Math.round(failed), "failed forwards");
            findings.came(direct);
            findings.came("through the route 200", routed.answered());
            findings.lost(routed.lost(), routed.lostOnes());
            findings.measured("memory", Words.megabytes(growth) + " more");
            findings.measured(
                    "answers as they came",
                    String.valueOf(Math.round(
                            after.sum("aligner_answers_total", Map.of("route", "main", "action", "bypassed")))));
            double open = after.sum("aligner_answers_total", Map.of("route", "main", "reason", "breaker_open"));
            findings.measured("of them while the breaker was open", String.valueOf(Math.round(open)));
            findings.must(failed >= bench.scale().forwards(), "only " + failed + " forwards failed");
            findings.must(open > 0, "the breaker never opened");
            findings.must(growth <= GROWTH, "memory grew by " + Words.megabytes(growth) + " (expected: at most 64)");
            double left = after.sum("aligner_native_tensors", Map.of());
            findings.must(left == tensors, "native tensors: " + left + " (expected: " + tensors + ")");
        }
        findings.must(probe.status("/livez") == 200, "/livez: not 200");
        findings.must(client.send(Ask.correction(bench.texts().get(1))).isOk(), "no correction when all is well again");
    }

    private static void spoil(Debugger debugger, Client client, int forwards, Tally direct, Tally routed)
            throws Exception {
        Texts.Text shortOne = new Texts.Text("0: Is it open?", "It is open.");
        Load.steady(client, i -> Ask.correction(shortOne), direct, CALLERS)
                .during(() -> Load.steady(client, i -> Ask.chat(shortOne), routed, 1)
                        .during(() -> {
                            debugger.spoilSteps(IN_A_ROW, forwards + UNDER_WAY);
                        }));
    }
}
