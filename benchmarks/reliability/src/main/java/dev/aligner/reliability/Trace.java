package dev.aligner.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Measurements at equal times, until it is closed. */
final class Trace implements AutoCloseable {
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

    static double[] column(List<Point> points, ToDoubleFunction<Point> value) {
        return points.stream().mapToDouble(value).toArray();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
