package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to the server, from the line to its end: sent again as long as nothing of an answer has come, ended at its
 * deadline, by a silence in the answer, or by its caller. Owned by the loop.
 *
 * <pre>
 *  waiting --begin--> sent --200--> answering --whole--> ended
 *                     ^  |                         all of them may fail
 *          later -----+  +--busy, no connection--> (at most so many attempts)
 * </pre>
 */
final class RemoteCall {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCall.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);

    private final Terms terms;
    private final byte[] body;
    private final Reading reading;
    private final long deadlineNanos;
    private int attempts;
    private boolean over;
    private HttpCalls.@Nullable Call http;
    private Loop.@Nullable Timer deadline;
    /** The next attempt, or the end of the server's silence. */
    private Loop.@Nullable Timer next;

    /** What all calls of an engine share. */
    record Terms(
            Loop loop,
            HttpCalls http,
            URI uri,
            int attempts,
            Duration idle,
            Breaker breaker,
            Line line,
            Runnable ended) {}

    RemoteCall(Terms terms, byte[] body, Reading reading, long deadlineNanos) {
        this.terms = terms;
        this.body = body;
        this.reading = reading;
        this.deadlineNanos = deadlineNanos;
    }

    void enter(boolean ahead) {
        deadline = terms.loop.after(Duration.ofNanos(left()), () -> fail(Refusal.deadline()));
        terms.line.enter(this, ahead);
    }

    private long left() {
        return deadlineNanos - terms.loop.nanoTime();
    }

    /** There is room for it. */
    void begin() {
        attempts++;
        reading.sent(terms.loop.nanoTime());
        http = terms.http.post(terms.uri, body, new Heard());
    }

    void cancel() {
        fail(Refusal.cancelled());
    }

    void fail(AlignerException error) {
        end(() -> reading.fail(error));
    }

    private void conclude() {
        Runnable telling = reading.conclude(terms.loop.nanoTime());
        terms.breaker.succeeded();
        end(telling);
    }

    private void end(Runnable telling) {
        if (over) {
            return;
        }
        over = true;
        stop(deadline);
        stop(next);
        if (http != null) {
            http.cancel();
        }
        terms.line.leave(this);
        terms.ended.run();
        try {
            telling.run();
        } catch (RuntimeException | Error thrown) {
            LOG.warn("a listener threw at the end of a request", thrown);
        }
        terms.line.beginNext();
    }

    private static void stop(Loop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Tries again after some time, or ends it: no more attempts, or none that its deadline leaves time for. */
    private void again(@Nullable Duration asked, AlignerException otherwise) {
        if (http != null) {
            http.cancel();
        }
        Duration wait = asked == null ? FIRST_WAIT.multipliedBy(1L << (attempts - 1)) : asked;
        if (attempts >= terms.attempts || wait.toNanos() >= left()) {
            fail(otherwise);
        } else {
            next = terms.loop.after(wait, this::begin);
        }
    }

    /** What happens to this attempt. */
    private final class Heard implements Answer {
        private boolean answering;

        @Override
        public void began(int status, String contentType, @Nullable Duration retryAfter) {
            if (Refusal.isBusy(status)) {
                again(retryAfter, Refusal.of(status, retryAfter));
            } else if (status != Refusal.OK) {
                if (Refusal.isFault(status)) {
                    terms.breaker.failed();
                }
                fail(Refusal.of(status, retryAfter));
            } else {
                answering = true;
                guarded(() -> reading.began(contentType));
            }
        }

        @Override
        public void bytes(byte[] bytes) {
            guarded(() -> {
                stop(next);
                if (reading.bytes(bytes, terms.loop.nanoTime())) {
                    conclude();
                } else {
                    next = terms.loop.after(terms.idle, this::silent);
                }
            });
        }

        private void silent() {
            if (reading.isWhole()) {
                guarded(RemoteCall.this::conclude);
            } else {
                faulty(Refusal.brokenOff("nothing came for " + terms.idle.toMillis() + " ms"));
            }
        }

        @Override
        public void ended() {
            if (reading.isWhole()) {
                guarded(RemoteCall.this::conclude);
            } else {
                faulty(Refusal.brokenOff("the answer ended early"));
            }
        }

        @Override
        public void broken(Throwable error) {
            if (answering) {
                faulty(Refusal.brokenOff(error));
            } else if (error instanceof SSLException) {
                faulty(AlignerException.of(
                        ErrorCode.MODEL_FAILED, "remote engine: no secure connection (expected: TLS)", error));
            } else {
                terms.breaker.failed();
                again(null, Refusal.unreachable(error));
            }
        }

        private void faulty(AlignerException error) {
            terms.breaker.failed();
            fail(error);
        }

        /** Whatever reading does, the request ends. */
        private void guarded(Runnable work) {
            try {
                work.run();
            } catch (AlignerException e) {
                if (e.code() == ErrorCode.MODEL_FAILED) {
                    terms.breaker.failed();
                }
                fail(e);
            } catch (RuntimeException | Error e) {
                fail(AlignerException.of(
                        ErrorCode.MODEL_FAILED, "remote engine: " + e.getClass().getSimpleName(), e));
            }
        }
    }
}
