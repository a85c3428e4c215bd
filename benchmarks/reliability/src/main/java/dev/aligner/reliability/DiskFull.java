package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/** No room on the disk: under the log of corrections, and where the native libraries are to be unpacked. */
final class DiskFull implements Case {
    private static final Duration GRACE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "disk-full";
    }

    @Override
    public String promised() {
        return "A full disk under the audit log: corrections go on, what was not logged is counted and noted, the chain holds; with "
                + "`required` they are 503 until there is room. None for the native libraries: the start fails, and says where.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        SmallDisk disk;
        try {
            disk = bench.own(SmallDisk.at(bench.folder().resolve("disk")));
        } catch (IOException e) {
            findings.notRun(e.getMessage() == null ? "mount" : e.getMessage());
            return;
        }
        Path log = disk.folder().resolve("audit.jsonl");
        optional(bench, disk, log, findings);
        required(bench, disk, log, findings);
        libraries(bench, disk, findings);
    }

    private static void optional(Bench bench, SmallDisk disk, Path log, Findings findings) throws Exception {
        ServiceProcess service =
                bench.service().option("aligner.audit.file", log).ready();
        Client client = new Client(service.uri());
        Tally tally = Tally.ofAnswers();
        Load.steady(client, i -> Ask.correction(bench.texts().get(i)), tally, 2).during(() -> {
            Patience.rest(Duration.ofSeconds(1));
            disk.fill();
            findings.must(
                    service.probe().holdsWithin(GRACE, now -> lost(now) >= 20), "no record was lost on a full disk");
            disk.free();
            long lines = Files.size(log);
            findings.must(Patience.until(GRACE, () -> log.toFile().length() > lines), "the log is not written again");
        });
        findings.sent(tally.sent(), "corrections");
        findings.came(tally);
        findings.measured(
                "records lost and counted",
                String.valueOf(Math.round(lost(service.probe().scrape()))));
        service.terminate();
        service.awaitExit(GRACE);
        long told = service.log()
                .lines()
                .filter(line -> line.contains("audit: it cannot be written"))
                .count();
        findings.must(told >= 1 && told <= 3, "told " + told + " times in the log (expected: once for each full disk)");
        findings.must(Files.readString(log).contains("\"lost\":"), "no record says how many were lost");
        findings.must(AuditLog.verify(bench, log) == 0, "audit verify: not one chain");
        Files.delete(log);
    }

    private static void required(Bench bench, SmallDisk disk, Path log, Findings findings) throws Exception {
        ServiceProcess service = bench.service()
                .option("aligner.audit.file", log)
                .option("aligner.audit.required", true)
                .ready();
        Client client = new Client(service.uri());
        Tally without = Tally.ofAnswersAndRefusals();
        disk.fill();
        findings.must(
                Patience.until(GRACE, () -> {
                    Reply reply = client.send(Ask.correction(bench.texts().get(1)));
                    without.add(reply);
                    return reply.isShed();
                }),
                "required: corrections leave unlogged");
        for (int i = 0; i < 5; i++) {
            without.add(client.send(Ask.correction(bench.texts().get(i))));
        }
        disk.free();
        Tally with = Tally.ofAnswers();
        for (int i = 0; i < 5; i++) {
            with.add(client.send(Ask.correction(bench.texts().get(i))));
        }
        findings.sent(without.sent() + with.sent(), "corrections");
        findings.came(without);
        findings.came(with);
        service.terminate();
        service.awaitExit(GRACE);
        findings.must(AuditLog.verify(bench, log) == 0, "required: audit verify: not one chain");
    }

    private static void libraries(Bench bench, SmallDisk disk, Findings findings) throws Exception {
        Path cache = disk.folder().resolve("cache");
        ServiceProcess service =
                bench.service().environment("DJL_CACHE_DIR", cache.toString()).start();
        boolean ready = service.readyWithin(Duration.ofMinutes(5));
        OptionalInt exit = service.awaitExit(Duration.ofSeconds(20));
        findings.sent(1, "corrections and one start");
        findings.came("start ended with " + (exit.isPresent() ? exit.getAsInt() : "nothing"), 1);
        findings.must(
                !ready && exit.isPresent() && exit.getAsInt() == 3,
                "no room for native libraries: ready " + ready + ", exit code " + exit + " (expected: 3)");
        findings.must(
                service.loadFailure().contains(cache.toString()),
                "no room for native libraries: the log does not say where");
    }

    private static double lost(Scrape scrape) {
        return scrape.sum("aligner_audit_lost_total", Map.of());
    }
}
