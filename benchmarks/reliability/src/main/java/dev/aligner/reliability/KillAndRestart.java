package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** SIGKILL under load, with a log in which every correction that left must be. */
final class KillAndRestart implements Case {
    private static final int FIRST = 8;
    private static final Duration WARM = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "kill-and-restart";
    }

    @Override
    public String promised() {
        return "kill -9 under load: after a new start everything works, the audit log is one unbroken chain, and with "
                + "`required` every correction that had left is in it.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        Path log = bench.folder().resolve("audit.jsonl");
        ServiceProcess.Start start =
                bench.service().option("aligner.audit.file", log).option("aligner.audit.required", true);
        Queue<String> left = new ConcurrentLinkedQueue<>();
        long longest = 0;
        int rounds = bench.scale().rounds();
        ServiceProcess service = start.ready();
        for (int round = 0; round < rounds; round++) {
            underLoad(service, bench, left, findings, round);
            long began = System.nanoTime();
            service = start.ready();
            longest = Math.max(longest, System.nanoTime() - began);
        }
        Client client = new Client(service.uri());
        Tally after = Tally.ofAnswers();
        for (int i = 0; i < 5; i++) {
            Reply reply = client.send(Ask.correction(bench.texts().get(i)));
            after.add(reply);
            left.add(reply.requestId());
        }
        findings.sent(after.sent(), "corrections");
        findings.came(after);
        service.terminate();
        service.awaitExit(Duration.ofSeconds(60));
        Set<String> logged = logged(log);
        long unlogged = left.stream().filter(Predicate.not(logged::contains)).count();
        findings.lost(unlogged, unlogged == 0 ? null : "a correction that left without a record");
        findings.measured("records", String.valueOf(logged.size()));
        findings.measured("from start to ready, at most", Words.ofNanos(longest));
        findings.measured("kills", String.valueOf(rounds));
        int verified = AuditLog.verify(bench, log);
        findings.must(verified == 0, "audit verify: exit code " + verified + " (expected: 0)");
    }

    private static void underLoad(ServiceProcess service, Bench bench, Queue<String> left, Findings findings, int round)
            throws InterruptedException {
        Client client = new Client(service.uri());
        Tally tally = new Tally(reply -> true);
        Load load = Load.steady(client, i -> Ask.correction(bench.texts().get(i)), tally, 4, 1_000 * round, reply -> {
            if (reply.isOk()) {
                left.add(reply.requestId());
            }
        });
        findings.must(Patience.until(WARM, () -> tally.answered() >= FIRST), "no corrections before the kill");
        Patience.rest(bench.scale().around());
        service.kill();
        service.awaitExit(Duration.ofSeconds(10));
        load.end();
        findings.sent(tally.answered(), "corrections");
        findings.came("200", tally.answered());
    }

    private static Set<String> logged(Path log) throws IOException {
        Set<String> ids = new HashSet<>();
        for (String line : Files.readAllLines(log)) {
            JsonNode record = Texts.JSON.readTree(line);
            ids.add(record.get("request_id").asString());
        }
        return ids;
    }
}
