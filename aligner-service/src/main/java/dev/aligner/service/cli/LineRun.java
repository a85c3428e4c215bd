package dev.aligner.service.cli;

import dev.aligner.service.audit.Origin;
import dev.aligner.service.batch.BatchCorrections;
import dev.aligner.service.batch.LineOutcome;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.problem.Problem;
import dev.aligner.service.wire.CorrectionReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.UnaryOperator;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Corrects a stream of lines; a bad one is named and does not end the run. */
final class LineRun {
    static final int SOME_LINES_FAILED = 3;
    private static final int CHUNK_BYTES = 16 * 1024;

    private final BatchCorrections corrections;
    private final int concurrency;
    private final Terminal terminal;

    LineRun(ReactiveCorrector corrector, CorrectionReader reader, AlignerProperties properties, Terminal terminal) {
        this.concurrency = properties.batch().concurrency();
        this.corrections = new BatchCorrections(
                corrector,
                UnaryOperator.identity(),
                reader,
                Schedulers.parallel(),
                concurrency,
                Math.toIntExact(properties.limits().batchLine().toBytes()));
        this.terminal = terminal;
    }

    /** Neither stream is closed. The result is the exit code. */
    int run(InputStream in, OutputStream out) throws IOException {
        Flux<byte[]> chunks = Flux.generate(sink -> {
            byte[] chunk = read(in);
            if (chunk.length == 0) {
                sink.complete();
            } else {
                sink.next(chunk);
            }
        });
        int failed = 0;
        BufferedOutputStream lines = new BufferedOutputStream(out);
        try (Progress progress = Progress.on(terminal)) {
            Iterator<LineOutcome> outcomes = corrections
                    .correct(chunks.subscribeOn(Schedulers.boundedElastic()), Origin.UNKNOWN)
                    .toIterable(concurrency)
                    .iterator();
            while (outcomes.hasNext()) {
                LineOutcome outcome = outcomes.next();
                lines.write(outcome.json());
                lines.write('\n');
                // whoever reads along should not wait for the buffer
                lines.flush();
                Problem problem = outcome.problem();
                if (problem != null) {
                    failed++;
                    terminal.err().println("line " + outcome.line() + ": " + problem.detail());
                }
                progress.step();
            }
        }
        return failed == 0 ? CommandLine.ExitCode.OK : SOME_LINES_FAILED;
    }

    private static byte[] read(InputStream in) {
        try {
            byte[] chunk = new byte[CHUNK_BYTES];
            return Arrays.copyOf(chunk, Math.max(0, in.read(chunk)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A bar for somebody who watches, nothing for a log. */
    private record Progress(@Nullable ProgressBar bar) implements AutoCloseable {
        static Progress on(Terminal terminal) {
            return new Progress(
                    terminal.interactive()
                            ? new ProgressBarBuilder()
                                    .setTaskName("corrected")
                                    .setInitialMax(-1)
                                    .setConsumer(new ConsoleProgressBarConsumer(
                                            new PrintStream(terminal.errBytes(), true, StandardCharsets.UTF_8)))
                                    .build()
                            : null);
        }

        void step() {
            if (bar != null) {
                bar.step();
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }
}
