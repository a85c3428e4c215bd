package dev.aligner.trainer.train;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Function;

/** Runs a job for a command: shows it, stops it when the process is asked to end, and says how it ended. */
final class RunInTerminal {
    /** What a shell says of a process that SIGTERM ended. */
    static final int TERMINATED = 143;

    private static final int FAILED = 1;
    private static final int WRONG = 2;

    /** As long as a step and a checkpoint may take; whoever sent the signal has less patience, or waits. */
    private static final long SECONDS_TO_END = 3600;

    private RunInTerminal() {}

    /** The exit code. */
    static int run(Function<StopRequest, TrainingJob> makes, Path output, PrintWriter out, PrintWriter err) {
        StopRequest stop = new StopRequest();
        Thread hook = new Thread(() -> stopAndWait(stop), "aligner-trainer-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            TrainingRun.End end = shown(makes.apply(stop), err);
            if (end.stopped()) {
                err.println("stopped after step " + end.state().step() + "; its checkpoint is "
                        + end.checkpoint().directory() + ", `aligner-trainer resume " + output + "` goes on from it");
                err.flush();
                return TERMINATED;
            }
            out.println("done: " + end.state().step() + " steps, " + end.state().tokens() + " tokens, "
                    + Progress.duration(end.state().seconds()) + "; see "
                    + output.resolve(TrainingReport.FILE));
            out.flush();
            return 0;
        } catch (AlignerException e) {
            err.println(e.getMessage());
            return e.code().blame() == ErrorCode.Blame.CALLER ? WRONG : FAILED;
        } catch (RunFailure e) {
            err.println(e.getMessage());
            return FAILED;
        } finally {
            err.flush();
            stop.ended();
            forget(hook);
        }
    }

    private static TrainingRun.End shown(TrainingJob job, PrintWriter err) {
        try (Progress progress = Progress.of(err)) {
            return job.run(progress);
        }
    }

    private static void stopAndWait(StopRequest stop) {
        stop.request();
        try {
            stop.awaitEnd(SECONDS_TO_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is on its way out, and the hook is what it waits for
        }
    }
}
