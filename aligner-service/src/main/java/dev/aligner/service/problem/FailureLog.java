package dev.aligner.service.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import reactor.util.context.ContextView;

/**
 * Failures of our own in the log, each with a line. A stack trace is some nine kilobytes, and an engine that is broken fails
 * at every request: so each kind shows its trace once a minute.
 */
public final class FailureLog {
    private static final FailureLog OURS = new FailureLog(System::nanoTime);
    private static final long REST = Duration.ofMinutes(1).toNanos();
    private static final int KINDS = 64;

    private final LongSupplier nanos;

    /** When the trace of a kind was last shown; the oldest goes first. */
    private final Map<String, Long> shown = new LinkedHashMap<>();

    FailureLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** What is our own fault; the caller's stands in no log. */
    public static void tell(Logger log, Failure failure, Throwable error, ContextView request) {
        if (failure.unexpected()) {
            Problem problem = failure.problem();
            tell(log, "request " + problem.requestId() + " failed with " + problem.code(), error, request);
        }
    }

    /**
     * The same of any failure.
     *
     * @param what failed, with the request's id
     * @param request the context of its publishers
     */
    public static void tell(Logger log, String what, Throwable error, ContextView request) {
        RequestLog.within(request, () -> OURS.write(log, what, error));
    }

    void write(Logger log, String what, Throwable error) {
        if (due(kind(error))) {
            log.error(what, error);
        } else {
            log.error("{}: {} (a trace of this kind is less than a minute above)", what, error.toString());
        }
    }

    private synchronized boolean due(String kind) {
        long now = nanos.getAsLong();
        Long before = shown.get(kind);
        if (before != null && now - before < REST) {
            return false;
        }
        shown.remove(kind);
        shown.put(kind, now);
        if (shown.size() > KINDS) {
            shown.remove(shown.keySet().iterator().next());
        }
        return true;
    }

    /** Where it was thrown, and what: messages differ by ids and numbers. */
    private static String kind(Throwable error) {
        Throwable root = error;
        for (int depth = 0; root.getCause() != null && depth < KINDS; depth++) {
            root = root.getCause();
        }
        StackTraceElement[] trace = root.getStackTrace();
        return error.getClass().getName() + " " + root.getClass().getName() + " "
                + (trace.length == 0 ? "" : trace[0].toString());
    }
}
