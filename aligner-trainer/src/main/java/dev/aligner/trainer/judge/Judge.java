package dev.aligner.trainer.judge;

import dev.aligner.trainer.endpoint.ChatEndpoint;
import dev.aligner.trainer.endpoint.ChatReply;
import dev.aligner.trainer.endpoint.EndpointException;
import dev.aligner.trainer.judge.WinRate.Judged;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks for what is not known yet, and counts. */
final class Judge {
    private static final int REPORT_EVERY = 100;

    private final ChatEndpoint endpoint;
    private final VerdictFile verdicts;
    private final PrintWriter progress;

    Judge(ChatEndpoint endpoint, VerdictFile verdicts, PrintWriter progress) {
        this.endpoint = endpoint;
        this.verdicts = verdicts;
        this.progress = progress;
    }

    /**
     * Asks in both orders about every pair that is no copy, unless it is known.
     *
     * @throws EndpointException at the first failure that would meet every other pair too, a wrong key for example
     */
    void ask(String upstream, Dimension dimension, List<Pair> pairs) {
        List<CompletableFuture<?>> open = new ArrayList<>();
        AtomicReference<@Nullable EndpointException> lasting = new AtomicReference<>();
        for (Pair pair : pairs) {
            if (pair.copy()) {
                continue;
            }
            for (boolean answerFirst : new boolean[] {true, false}) {
                Asking asking = new Asking(dimension, pair, answerFirst);
                String key = asking.key(endpoint.model());
                if (verdicts.of(key) == null && lasting.get() == null) {
                    open.add(endpoint.ask(asking.request())
                            .thenAccept(reply -> heard(key, upstream, asking, reply))
                            .exceptionally(error -> failed(upstream, asking, error, lasting)));
                    if (open.size() % REPORT_EVERY == 0) {
                        say(upstream + ", " + dimension.label() + ": asked " + open.size());
                    }
                }
            }
        }
        CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).join();
        EndpointException wrong = lasting.get();
        if (wrong != null) {
            throw wrong;
        }
    }

    private void heard(String key, String upstream, Asking asking, ChatReply reply) {
        Choice.in(reply.text())
                .ifPresentOrElse(
                        choice -> verdicts.add(key, upstream, asking, choice, reply.text()),
                        () -> say(upstream + ", " + asking.dimension().label() + ": a reply without a tag"));
    }

    private @Nullable Void failed(
            String upstream, Asking asking, Throwable error, AtomicReference<@Nullable EndpointException> lasting) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (!(cause instanceof EndpointException known)) {
            throw new CompletionException(cause);
        }
        say(upstream + ", " + asking.dimension().label() + ": " + known.getMessage());
        if (known.lasting()) {
            lasting.compareAndSet(null, known);
        }
        return null;
    }

    private void say(String line) {
        synchronized (progress) {
            progress.println(line);
            progress.flush();
        }
    }

    /** What is known by now. */
    WinRate rate(Dimension dimension, List<Pair> pairs, long seed) {
        List<Judged> judged = new ArrayList<>();
        for (Pair pair : pairs) {
            judged(dimension, pair).ifPresent(judged::add);
        }
        return WinRate.of(judged, pairs.size() - judged.size(), seed);
    }

    private Optional<Judged> judged(Dimension dimension, Pair pair) {
        if (pair.copy()) {
            return Optional.of(new Judged(Verdict.EQUAL, true, false));
        }
        Choice one = verdicts.of(new Asking(dimension, pair, true).key(endpoint.model()));
        Choice other = verdicts.of(new Asking(dimension, pair, false).key(endpoint.model()));
        if (one == null || other == null) {
            return Optional.empty();
        }
        Verdict verdict = Verdict.of(one, other);
        boolean agree = verdict != Verdict.EQUAL || (one == Choice.EQUAL && other == Choice.EQUAL);
        return Optional.of(new Judged(verdict, false, !agree));
    }
}
