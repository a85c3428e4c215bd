package dev.aligner.reliability;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Everything at once, at two thirds of what it can do, for an hour. */
final class Soak implements Case {
    private static final double SHARE = 0.66;
    private static final double WARM = 0.2;
    private static final int BLOCKS = 12;

    /** Shorter ones say what the slope was, and nothing more. */
    private static final Duration SHORTEST = Duration.ofMinutes(10);

    private static final double HOUR = 3_600;

    /** What may be gained in an hour beyond what chance explains. */
    private static final double MEGABYTES = 8;

    private static final double HANDLES = 10;

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String promised() {
        return "Under a steady mix of everything neither resident memory, nor threads, nor open files, nor native tensors grow.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        MockUpstream upstream = bench.upstream();
        // a heap of one size that is resident from the start: what grows is native
        ServiceProcess service = bench.service()
                .route(upstream.uri())
                .jvm("-Xms320m")
                .jvm("-XX:+AlwaysPreTouch")
                .ready();
        Client client = new Client(service.uri());
        Probe probe = service.probe();
        Duration time = bench.scale().soak();
        Pressure.Seen all = new Pressure(client, i -> ask(bench.texts(), i))
                .full(8, time.dividedBy(20).plusSeconds(5));
        probe.idleWithin(Duration.ofSeconds(30));
        double tensors = probe.scrape().sum("aligner_native_tensors", Map.of());
        Tally tally = Tally.ofAnswersAndRefusals();
        Duration period = time.dividedBy(400).plusMillis(100);
        try (Trace trace = Trace.of(period, () -> look(service, probe))) {
            Load.open(client, i -> ask(bench.texts(), i), tally, SHARE * all.perSecond(), time, 1_000);
            findings.must(probe.idleWithin(Duration.ofSeconds(30)), "the engine works on for nobody");
            List<Trace.Point> points = trace.behind(WARM);
            Trace.write(bench.folder().resolve("trace.csv"), points, "resident_mb", "threads", "open_files");
            findings.measured("memory by", bench.tools().allocates());
            findings.measured("resident memory in the course of it, MB", Trace.course(points));
            judge(points, time.compareTo(SHORTEST) >= 0, findings);
        }
        findings.sent(all.tally().sent() + tally.sent(), "requests of all kinds");
        findings.came(all.tally());
        findings.came(tally);
        findings.measured(
                "for",
                time.toMinutes() + " min" + (time.compareTo(SHORTEST) >= 0 ? "" : ", too short to judge slopes")
                        + ", at " + Words.perSecond(SHARE * all.perSecond()));
        double left = probe.scrape().sum("aligner_native_tensors", Map.of());
        findings.measured("native tensors at rest, before and after", Math.round(tensors) + ", " + Math.round(left));
        findings.must(left == tensors, "native tensors: " + left + " (expected: " + tensors + ")");
        findings.must(
                Patience.until(Duration.ofSeconds(10), () -> upstream.open() == 0),
                "calls of the upstream are left open");
    }

    private static double[] look(ServiceProcess service, Probe probe) throws Exception {
        Scrape scrape = probe.scrape();
        return new double[] {
            service.resident() / (double) (1 << 20),
            scrape.sum("jvm_threads_live_threads", Map.of()),
            scrape.sum("process_files_open_files", Map.of())
        };
    }

    /** @param judged whether a slope may break the promise: a process that has just begun still grows */
    private static void judge(List<Trace.Point> points, boolean judged, Findings findings) {
        String[] names = {"resident memory, MB/h", "threads/h", "open files/h"};
        double[] bounds = {MEGABYTES, HANDLES, HANDLES};
        double[] times = points.stream().mapToDouble(Trace.Point::seconds).toArray();
        for (int i = 0; i < names.length; i++) {
            int column = i;
            double[] values =
                    points.stream().mapToDouble(point -> point.values()[column]).toArray();
            Trend trend = Trend.ofBlocks(times, values, BLOCKS);
            double slope = trend.slope() * HOUR;
            double error = trend.error() * HOUR;
            findings.measured(
                    names[i], String.format(Locale.ROOT, "%+.1f ± %.1f (from %.0f)", slope, error, trend.start()));
            findings.must(
                    !judged || !trend.rises(bounds[i] / HOUR),
                    names[i] + ": rises (expected: by no more than " + bounds[i] + ")");
        }
    }

    private static Ask ask(Texts texts, int number) {
        Texts.Text text = texts.get(number);
        return switch (number % 8) {
            case 0 -> Ask.correctionStream(text);
            case 1 -> Ask.chat(text);
            case 2 -> Ask.chatStream(text, "window").with(MockUpstream.PAUSE, "10");
            case 3 -> Ask.batch(List.of(text, texts.get(number + 1)));
            default -> Ask.correction(text);
        };
    }
}
