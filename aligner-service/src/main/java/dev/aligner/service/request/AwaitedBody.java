package dev.aligner.service.request;

import dev.aligner.service.problem.RefusedRequestException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * A body that may be as long as it likes, and must get on: time runs only while more of it is asked for and does not come,
 * and begins anew with each piece that brings it on. A body that its reader does not take stands still without being late.
 */
public final class AwaitedBody {
    private final Duration longest;
    private final Scheduler clock;

    /** @param longest that may be waited in all for what brings a body on */
    public AwaitedBody(Duration longest, Scheduler clock) {
        this.longest = longest;
        this.clock = clock;
    }

    /**
     * The same pieces; fails with 408 where they do not come.
     *
     * @param progress whether a piece brings the body on, however little else comes
     */
    public <T> Flux<T> of(Flux<T> body, Predicate<T> progress) {
        return Flux.from(subscriber -> body.subscribe(new Waiting<>(Operators.toCoreSubscriber(subscriber), progress)));
    }

    private RefusedRequestException tooSlow() {
        return RefusedRequestException.tooSlow("body: waited " + longest.toMillis() + " ms for more of it");
    }

    private final class Waiting<T> implements CoreSubscriber<T>, Subscription {
        private final CoreSubscriber<? super T> reader;
        private final Predicate<T> progress;
        private long wanted;
        private long waitedNanos;
        private long since;
        private boolean waiting;
        private boolean over;
        private @Nullable Subscription body;
        private @Nullable Disposable alarm;

        Waiting(CoreSubscriber<? super T> reader, Predicate<T> progress) {
            // an end by the clock may come while a piece is taken
            this.reader = Operators.serialize(reader);
            this.progress = progress;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            body = subscription;
            reader.onSubscribe(this);
        }

        @Override
        public void request(long more) {
            synchronized (this) {
                boolean idle = wanted == 0;
                wanted = Operators.addCap(wanted, more);
                if (idle && !over) {
                    begin();
                }
            }
            Subscription asked = body;
            if (asked != null) {
                asked.request(more);
            }
        }

        private void begin() {
            waiting = true;
            since = now();
            if (alarm == null) {
                alarmIn(longest.toNanos() - waitedNanos);
            }
        }

        private void alarmIn(long nanos) {
            alarm = clock.schedule(this::passed, nanos, TimeUnit.NANOSECONDS);
        }

        private long now() {
            return clock.now(TimeUnit.NANOSECONDS);
        }

        @Override
        public void onNext(T piece) {
            synchronized (this) {
                if (over) {
                    Operators.onNextDropped(piece, reader.currentContext());
                    return;
                }
                waiting = false;
                waitedNanos = progress.test(piece) ? 0 : waitedNanos + now() - since;
                wanted = wanted == Long.MAX_VALUE ? wanted : wanted - 1;
                if (wanted > 0) {
                    begin();
                }
            }
            reader.onNext(piece);
        }

        private synchronized boolean ends() {
            if (alarm != null) {
                alarm.dispose();
                alarm = null;
            }
            boolean first = !over;
            over = true;
            return first;
        }

        /** One alarm is set anew only when it rings: a body has more pieces than that. */
        private synchronized boolean late() {
            alarm = null;
            long left = longest.toNanos() - waitedNanos - (now() - since);
            if (waiting && !over && left > 0) {
                alarmIn(left);
            }
            return waiting && left <= 0;
        }

        private void passed() {
            if (late() && ends()) {
                Subscription slow = body;
                if (slow != null) {
                    slow.cancel();
                }
                reader.onError(tooSlow());
            }
        }

        @Override
        public void onError(Throwable error) {
            if (ends()) {
                reader.onError(error);
            }
        }

        @Override
        public void onComplete() {
            if (ends()) {
                reader.onComplete();
            }
        }

        @Override
        public void cancel() {
            ends();
            Subscription unwanted = body;
            if (unwanted != null) {
                unwanted.cancel();
            }
        }
    }
}
