package dev.aligner.trainer.train;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows a run to whoever started it: a bar on a terminal, else a line now and then. */
abstract sealed class Progress implements RunWatcher, AutoCloseable {
    private static final int PARTS = 1000;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    /** For this process's error output, if somebody watches it; else lines there. */
    static Progress of(PrintWriter out) {
        return watched() ? new Bar() : new Lines(out, System::nanoTime);
    }

    /** The JDK knows of a terminal only for input and output together; Linux says where error output goes. */
    private static boolean watched() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** In the largest two units. */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole >= 3600) {
            return whole / 3600 + " h " + whole % 3600 / 60 + " min";
        }
        return whole >= 60 ? whole / 60 + " min " + whole % 60 + " s" : whole + " s";
    }

    static String words(StepReport step) {
        String left = step.progress() > 0
                ? ", " + duration(step.seconds() * (1 - step.progress()) / step.progress()) + " left"
                : "";
        return String.format(Locale.ROOT, "loss %.4f, %.0f tokens/s%s", step.loss(), step.tokensPerSecond(), left);
    }

    static String words(Map<String, Double> values) {
        StringBuilder words = new StringBuilder();
        values.forEach((name, value) -> words.append(words.isEmpty() ? "" : ", ")
                .append(String.format(Locale.ROOT, "%s %.4f", name.replace("eval_", "held-out "), value)));
        return words.toString();
    }

    @Override
    public abstract void close();

    private static final class Bar extends Progress {
        private final ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("train")
                .setInitialMax(PARTS)
                .hideEta()
                .setConsumer(new ConsoleProgressBarConsumer(
                        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)))
                .build();
        private String looked = "";

        @Override
        public void stepped(StepReport step) {
            bar.stepTo(Math.round(PARTS * step.progress()));
            bar.setExtraMessage("step " + step.step() + ": " + words(step) + looked);
        }

        @Override
        public void evaluated(long step, Map<String, Double> values) {
            looked = "; " + words(values);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Lines for a log. */
    static final class Lines extends Progress {
        private final PrintWriter out;
        private final LongSupplier nanoTime;
        private long last;

        Lines(PrintWriter out, LongSupplier nanoTime) {
            this.out = out;
            this.nanoTime = nanoTime;
            last = nanoTime.getAsLong();
        }

        @Override
        public void stepped(StepReport step) {
            long now = nanoTime.getAsLong();
            if (now - last >= BETWEEN_LINES.toNanos() || step.progress() >= 1) {
                last = now;
                out.printf(Locale.ROOT, "step %d (%.1f %%): %s%n", step.step(), 100 * step.progress(), words(step));
                out.flush();
            }
        }

        @Override
        public void evaluated(long step, Map<String, Double> values) {
            out.printf(Locale.ROOT, "step %d: %s%n", step, words(values));
            out.flush();
        }

        @Override
        public void close() {
            out.flush();
        }
    }
}
