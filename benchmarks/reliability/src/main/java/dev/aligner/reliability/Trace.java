package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measurements at equal times, until it is closed. */
final class Trace implements AutoCloseable {
    private static final int COURSE = 6;

    private final List<Point> points = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "trace");
        thread.setDaemon(true);
        return thread;
    });
    private final long began = System.nanoTime();

    /** One look. */
    interface Measure {
        double[] take() throws Exception;
    }

    /** @param seconds since the trace's begin */
    record Point(double seconds, double[] values) {}

    private Trace() {}

    /** @param measure the same numbers each time; a look that fails is left out */
    static Trace of(Duration period, Measure measure) {
        Trace trace = new Trace();
        var unused =
                trace.clock.scheduleAtFixedRate(() -> trace.look(measure), 0, period.toNanos(), TimeUnit.NANOSECONDS);
        return trace;
    }

    private void look(Measure measure) {
        try {
            Point point = new Point((System.nanoTime() - began) / 1e9, measure.take());
            synchronized (points) {
                points.add(point);
            }
        } catch (Exception gone) {
            // a process that has ended, or a scrape that came too late
        }
    }

    List<Point> points() {
        synchronized (points) {
            return List.copyOf(points);
        }
    }

    /** Those behind the first part of the time. */
    List<Point> behind(double share) {
        List<Point> all = points();
        double from = all.isEmpty() ? 0 : all.get(all.size() - 1).seconds() * share;
        return all.stream().filter(point -> point.seconds() >= from).toList();
    }

    /** For whoever wants to look at them. */
    static void write(Path file, List<Point> points, String... columns) throws IOException {
        List<String> lines = new ArrayList<>(List.of("seconds," + String.join(",", columns)));
        for (Point point : points) {
            lines.add(point.seconds() + ","
                    + Arrays.stream(point.values()).mapToObj(Double::toString).collect(Collectors.joining(",")));
        }
        Files.write(file, lines);
    }

    /** The means of the first number in six parts of the time: a cache that fills looks like a leak to a line. */
    static String course(List<Point> points) {
        int each = Math.max(1, points.size() / COURSE);
        return IntStream.range(0, COURSE)
                .mapToObj(i -> points.stream().skip((long) i * each).limit(each))
                .map(part -> part.mapToDouble(point -> point.values()[0]).average())
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .mapToObj(mean -> String.format(Locale.ROOT, "%.0f", mean))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
