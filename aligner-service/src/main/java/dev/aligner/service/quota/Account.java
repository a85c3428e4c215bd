package dev.aligner.service.quota;

import static dev.aligner.service.quota.Quota.CONCURRENT;
import static dev.aligner.service.quota.Quota.REQUESTS;
import static dev.aligner.service.quota.Quota.TOKENS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What one caller has asked for of late, and has under way. */
public final class Account {
    private static final Duration NOBODY_KNOWS = Duration.ofSeconds(1);
    private static final int RETIRED = Integer.MIN_VALUE / 2;

    private final LongSupplier nanos;
    private final Meter requests;
    private final Meter tokens;
    private final AtomicInteger running = new AtomicInteger();
    private volatile Limits last = Limits.NONE;

    /** @param nanos a clock that only goes forward */
    Account(LongSupplier nanos) {
        this.nanos = nanos;
        this.requests = new Meter(nanos.getAsLong());
        this.tokens = new Meter(nanos.getAsLong());
    }

    /** A request that begins; null if this account is no longer used. */
    @Nullable
    Admission admit(Limits limits) {
        last = limits;
        int before = running.getAndIncrement();
        if (before < 0) {
            running.decrementAndGet();
            return null;
        }
        Optional<Admission.Refused> refused = limits.concurrent() > 0 && before >= limits.concurrent()
                ? Optional.of(new Admission.Refused(new Quota(CONCURRENT, limits.concurrent(), 0, 0), NOBODY_KNOWS))
                : take(limits);
        if (refused.isPresent()) {
            running.decrementAndGet();
            return refused.get();
        }
        return new Admission.Granted(this, limits);
    }

    /** One more request of a caller that is in already, as each line of a batch is. */
    public Optional<Admission.Refused> take(Limits limits) {
        long now = nanos.getAsLong();
        if (limits.tokensPerMinute() > 0) {
            long wait = tokens.untilOne(limits.tokensPerMinute(), now);
            if (wait > 0) {
                return Optional.of(new Admission.Refused(tokens(limits, now), Duration.ofNanos(wait)));
            }
        }
        if (limits.requestsPerMinute() > 0) {
            long wait = requests.take(1, limits.requestsPerMinute(), now);
            if (wait > 0) {
                return Optional.of(new Admission.Refused(requests(limits, now), Duration.ofNanos(wait)));
            }
        }
        return Optional.empty();
    }

    /** Tokens that a corrector has read and written. */
    public void spent(Limits limits, long units) {
        if (limits.tokensPerMinute() > 0) {
            tokens.add(units, limits.tokensPerMinute(), nanos.getAsLong());
        }
    }

    /** How the limits stand that there are, but for the one of what is under way. */
    public List<Quota> standing(Limits limits) {
        long now = nanos.getAsLong();
        List<Quota> standing = new ArrayList<>();
        if (limits.requestsPerMinute() > 0) {
            standing.add(requests(limits, now));
        }
        if (limits.tokensPerMinute() > 0) {
            standing.add(tokens(limits, now));
        }
        return standing;
    }

    private Quota requests(Limits limits, long now) {
        return quota(REQUESTS, requests, limits.requestsPerMinute(), now);
    }

    private Quota tokens(Limits limits, long now) {
        return quota(TOKENS, tokens, limits.tokensPerMinute(), now);
    }

    private static Quota quota(String name, Meter meter, long perMinute, long now) {
        long full = Duration.ofNanos(meter.untilFull(perMinute, now))
                .plusNanos(999_999_999)
                .toSeconds();
        return new Quota(name, perMinute, meter.left(perMinute, now), full);
    }

    void release() {
        running.decrementAndGet();
    }

    /** Ends its use, if a new account could take its place and nobody would notice. */
    boolean retire() {
        if (!running.compareAndSet(0, RETIRED)) {
            return false;
        }
        if (standing(last).stream().allMatch(quota -> quota.fullSeconds() == 0)) {
            return true;
        }
        running.addAndGet(-RETIRED);
        return false;
    }
}
