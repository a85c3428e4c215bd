package dev.aligner.spark.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs jobs in their order, two at once: where the last tasks of one leave executors idle, the first of the next begin. (Spark
 * gives the earlier job's tasks the cores first.)
 */
final class Overlap {
    private static final int AT_ONCE = 2;

    private final Runnable cancel;

    /** @param cancel ends the jobs that run, once one has failed */
    Overlap(Runnable cancel) {
        this.cancel = cancel;
    }

    /** @throws RuntimeException what the first job failed with; the others have ended then */
    void run(List<Runnable> jobs) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        CompletableFuture<Void> failed = new CompletableFuture<>();
        try {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (Runnable job : jobs) {
                running.add(CompletableFuture.runAsync(() -> run(job, failed), threads));
            }
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw failed.isCompletedExceptionally()
                            && failed.handle((nothing, error) -> error).join() instanceof RuntimeException first
                    ? first
                    : e;
        } finally {
            threads.shutdownNow();
        }
    }

    private void run(Runnable job, CompletableFuture<Void> failed) {
        if (failed.isDone()) {
            return;
        }
        try {
            job.run();
        } catch (RuntimeException | Error e) {
            if (failed.completeExceptionally(e)) {
                cancel.run();
            }
            throw e;
        }
    }
}
