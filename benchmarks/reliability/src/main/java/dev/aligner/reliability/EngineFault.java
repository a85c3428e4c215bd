package dev.aligner.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** The engine's thread hangs in the middle of a step, or dies of an error, while everybody waits for it. */
final class EngineFault implements Case {
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration TOLD = STEP.plusSeconds(5);
    private static final int OF_EACH = 6;

    private final String name;
    private final String what;
    private final Deed deed;

    private interface Deed {
        void on(Debugger debugger) throws Exception;
    }

    private EngineFault(String name, String what, Deed deed) {
        this.name = name;
        this.what = what;
        this.deed = deed;
    }

    static EngineFault hang() {
        return new EngineFault(
                "engine-hang", "An engine that hangs is found out after `step-timeout`", Debugger::hangEngine);
    }

    static EngineFault crash() {
        return new EngineFault("engine-crash", "An engine that dies is found out at once", Debugger::crashEngine);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String promised() {
        return what
                + ": `/livez` says so; who waits is answered at once, by the original where the route is open; SIGTERM "
                + "ends it, and a new process serves.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        MockUpstream upstream = bench.upstream();
        int port = bench.port();
        ServiceProcess.Start start = bench.service()
                .route(upstream.uri())
                .option("aligner.routes.main.deadline", "60s")
                .option("aligner.engine.step-timeout", STEP.toSeconds() + "s")
                .jvm(Debugger.option(port));
        ServiceProcess service = start.ready();
        Client client = new Client(service.uri());
        Tally before = Tally.ofAnswers();
        Load.steady(client, i -> Ask.correction(bench.texts().get(i)), before, 2)
                .during(() -> {
                    Patience.rest(Duration.ofSeconds(1));
                });
        findings.came(before);
        List<CompletableFuture<Reply>> open = new ArrayList<>();
        List<CompletableFuture<Reply>> direct = new ArrayList<>();
        try (Debugger debugger = Debugger.attach(port)) {
            for (int i = 0; i < OF_EACH; i++) {
                open.add(client.start(Ask.chat(bench.texts().get(100 + i)), System.nanoTime()));
                direct.add(client.start(Ask.correction(bench.texts().get(200 + i)), System.nanoTime()));
            }
            Patience.rest(Duration.ofMillis(100));
            long began = System.nanoTime();
            deed.on(debugger);
            findings.must(Patience.until(TOLD, () -> service.probe().status("/livez") == 503), "/livez never said so");
            findings.measured("until /livez said so", Words.since(began));
            open.forEach(reply -> original(reply.join(), findings));
            direct.forEach(reply -> told(reply.join(), findings));
            findings.measured("until all were answered", Words.since(began));
            original(client.send(Ask.chat(bench.texts().get(300))), findings);
            told(client.send(Ask.correction(bench.texts().get(301))), findings);
            findings.sent(before.sent() + 2L * OF_EACH + 2, "requests");
            long end = System.nanoTime();
            service.terminate();
            OptionalInt exit = service.awaitExit(Duration.ofSeconds(60));
            findings.must(exit.isPresent(), "SIGTERM did not end it within 60 s");
            findings.measured("from SIGTERM to the end", Words.since(end));
        }
        service.kill();
        ServiceProcess next = start.ready();
        findings.must(
                new Client(next.uri())
                        .send(Ask.correction(bench.texts().get(1)))
                        .isOk(),
                "a new process does not serve");
    }

    /** An answer of the upstream, as it was or corrected: never an error. */
    private static void original(Reply reply, Findings findings) {
        findings.came(reply.isOk() ? "answer" : reply.outcome(), 1);
        findings.lost(reply.isOk() ? 0 : 1, reply.outcome());
    }

    /** A correction that had been made before, or the failure. */
    private static void told(Reply reply, Findings findings) {
        boolean known = reply.isOk() || (reply.status() == 500 && reply.body().contains("\"code\":\"model_failed\""));
        findings.came(reply.isOk() ? "correction" : reply.status() == 500 ? "500 model_failed" : reply.outcome(), 1);
        findings.lost(known ? 0 : 1, reply.outcome() + " " + reply.body());
    }
}
