package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The clock of the process jumps, by libfaketime; that of deadlines, which only goes forward, does not. */
final class ClockJump implements Case {
    /** Into tomorrow, into yesterday, back. */
    private static final List<String> JUMPS = List.of("+25h", "-25h", "+1h", "-1h", "+0");

    private static final Duration SEEN = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "clock-jump";
    }

    @Override
    public String promised() {
        return "A clock that jumps by a day or an hour, forward or back, fails and delays nothing, and the audit log stays one chain, after a restart "
                + "too.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        Path library = bench.tools().faketime();
        if (library == null) {
            findings.notRun("no libfaketime (Debian: apt-get install faketime)");
            return;
        }
        Path clock = bench.folder().resolve("clock");
        Path logs = Files.createDirectories(bench.folder().resolve("logs"));
        Files.writeString(clock, "+0");
        ServiceProcess.Start start = bench.service()
                .environment("LD_PRELOAD", library.toString())
                .environment("FAKETIME_TIMESTAMP_FILE", clock.toString())
                .environment("FAKETIME_CACHE_DURATION", "1")
                .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                // its mending of old C libraries has a JVM's timed waits return at once: every thread spins
                .environment("FAKETIME_FORCE_MONOTONIC_FIX", "0")
                .option("aligner.audit.file", logs.resolve("audit.jsonl"));
        Tally tally = Tally.ofAnswers();
        for (int run = 0; run < 2; run++) {
            ServiceProcess service = start.ready();
            Client client = new Client(service.uri());
            Load.steady(client, i -> Ask.correction(bench.texts().get(i)), tally, 2)
                    .during(() -> {
                        for (String jump : JUMPS) {
                            Files.writeString(clock, jump);
                            findings.must(
                                    Patience.until(SEEN, () -> jumped(logs.resolve("audit.jsonl"), jump)),
                                    jump + ": the clock did not jump");
                            Patience.rest(Duration.ofMillis(500));
                        }
                    });
            service.terminate();
            service.awaitExit(Duration.ofSeconds(60));
        }
        findings.sent(tally.sent(), "corrections");
        findings.came(tally);
        findings.measured("jumps", String.join(", ", JUMPS) + ", twice");
        findings.measured("p50 / p99", Words.seconds(tally.millis()));
        Path[] files = files(logs);
        findings.measured("files of the log", String.valueOf(files.length));
        findings.must(tally.millis().at(1) < 30_000, "a correction took longer than 30 s");
        findings.must(AuditLog.verify(bench, files) == 0, "audit verify: not one chain");
    }

    /** Whether the last record was written at that time. */
    private static boolean jumped(Path log, String jump) {
        try {
            List<String> lines = Files.readAllLines(log);
            if (lines.isEmpty()) {
                return false;
            }
            String time =
                    Texts.JSON.readTree(lines.get(lines.size() - 1)).get("time").asString();
            long hours = Long.parseLong(jump.replace("h", ""));
            Duration off = Duration.between(Instant.now().plus(Duration.ofHours(hours)), Instant.parse(time));
            return off.abs().compareTo(Duration.ofMinutes(1)) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path[] files(Path logs) throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            return files.toArray(Path[]::new);
        }
    }
}
