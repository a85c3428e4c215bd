package dev.aligner.reliability;

import java.time.Duration;
import java.util.List;

/** Twice as much as the engine can do. */
final class DoubleLoad implements Case {
    /** Short, so that it is full within the first seconds. */
    private static final int QUEUE = 8;

    private static final int SLOTS = 8;

    /** Of double load as much must come as fills it so often. */
    private static final int FILLED = 3;

    /** How much longer an admitted request may take beside refused ones than in a queue that is full of admitted ones. */
    private static final double LONGER = 1.5;

    private static final double LESS = 0.8;
    private static final double REFUSAL_MILLIS = 1_000;
    private static final double GROWTH = 0.03;

    /** A slot's cache is taken when it is first written: until each has had its longest text, memory grows to its bound. */
    private static final double WARM = 1.0 / 3;

    @Override
    public String name() {
        return "double-load";
    }

    @Override
    public String promised() {
        return "At twice the capacity the rest gets 503 with Retry-After at once; who is let in waits no longer than a full "
                + "queue takes; no less gets done; memory stays.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        // a heap of one size that is resident from the start: what grows is native
        ServiceProcess service = bench.service()
                .option("aligner.engine.queue-capacity", QUEUE)
                .jvm("-Xms320m")
                .jvm("-XX:+AlwaysPreTouch")
                .ready();
        Pressure pressure = new Pressure(
                new Client(service.uri()),
                number -> Ask.correction(bench.texts().get(number)));
        Duration each = bench.scale().load();
        Pressure.Seen full = pressure.full(SLOTS + QUEUE, each);
        try (Trace memory =
                Trace.of(Duration.ofMillis(500), () -> new double[] {service.resident() / (double) (1 << 20)})) {
            Pressure.Seen doubled = pressure.at(2 * full.perSecond(), longEnough(each, full.perSecond()));
            findings.sent(full.tally().sent() + doubled.tally().sent(), "corrections");
            findings.came(full.tally());
            findings.came(doubled.tally());
            findings.measured("capacity", Words.perSecond(full.perSecond()));
            findings.measured("full queue p50 / p99", Words.seconds(full.tally().millis()));
            findings.measured(
                    "double load p50 / p99", Words.seconds(doubled.tally().millis()));
            findings.measured("refused p50 / p99", Words.seconds(doubled.tally().refusalMillis()));
            findings.measured("done at double load", Words.perSecond(doubled.perSecond()));
            findings.must(doubled.tally().refused() > 0, "nobody was refused");
            findings.must(
                    doubled.tally().millis().at(0.99)
                            <= LONGER * full.tally().millis().at(0.99),
                    "admitted requests took more than " + LONGER + " times as long as in a full queue");
            findings.must(
                    doubled.tally().refusalMillis().at(0.5) <= REFUSAL_MILLIS, "refusals took longer than a second");
            findings.must(
                    doubled.perSecond() >= LESS * full.perSecond(),
                    "less than " + LESS + " times as much was done as before");
            Trace.write(bench.folder().resolve("trace.csv"), memory.points(), "resident_mb");
            findings.measured("memory by", bench.tools().allocates());
            findings.measured("resident memory in the course of it, MB", Trace.course(memory.points()));
            memory(memory.behind(WARM), findings);
        }
        findings.must(service.probe().idleWithin(Duration.ofSeconds(30)), "work is left when nobody waits for any");
    }

    /** The queue fills as fast as it is emptied: on a slow machine that takes its time. */
    private static Duration longEnough(Duration each, double perSecond) {
        Duration filled = Duration.ofMillis(Math.round(1e3 * FILLED * (SLOTS + QUEUE) / Math.max(0.1, perSecond)));
        return each.compareTo(filled) > 0 ? each : filled;
    }

    private static void memory(List<Trace.Point> points, Findings findings) {
        int half = points.size() / 2;
        double before = mean(points.subList(0, half));
        double after = mean(points.subList(half, points.size()));
        findings.must(after <= (1 + GROWTH) * before, "memory grew by more than 3 %");
    }

    private static double mean(List<Trace.Point> points) {
        return points.stream().mapToDouble(point -> point.values()[0]).average().orElse(Double.NaN);
    }
}
