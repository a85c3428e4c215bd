package dev.aligner.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * How fast text goes out that was held until it was corrected. It is never later than the deadline, counted from when the
 * first correction began: what would be goes faster, and what is already goes at once. For one stream.
 */
public final class Pace {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final Duration deadline;
    private final Scheduler timer;
    private long began = -1;

    private Pace(int perSecond, Duration deadline, Scheduler timer) {
        this.perSecond = perSecond;
        this.deadline = deadline;
        this.timer = timer;
    }

    /** That of a route, for a stream in this mode: only what is held to its end comes in one burst. */
    public static Pace of(RoutePolicy policy, StreamMode mode, Scheduler timer) {
        return new Pace(mode == StreamMode.BUFFER ? policy.pace() : 0, policy.deadline(), timer);
    }

    /** Everything goes at once. */
    public static Pace none() {
        return new Pace(0, Duration.ZERO, Schedulers.immediate());
    }

    /**
     * Bytes to be sent.
     *
     * @param characters of the answer's text in them
     */
    record Sent(byte[] bytes, int characters) {}

    /** A correction begins. */
    void begin() {
        if (began < 0) {
            began = timer.now(TimeUnit.NANOSECONDS);
        }
    }

    /** These, each as long behind the one before as that one's text takes. */
    Flux<byte[]> over(List<Sent> together) {
        double rate = rate(together.stream().mapToInt(Sent::characters).sum());
        if (rate == 0) {
            return together.size() == 1
                    ? Flux.just(together.get(0).bytes())
                    : Flux.fromIterable(together).map(Sent::bytes);
        }
        List<Mono<byte[]>> pieces = new ArrayList<>();
        int before = 0;
        for (Sent sent : together) {
            Mono<byte[]> piece = Mono.just(sent.bytes());
            pieces.add(
                    before == 0 ? piece : piece.delayElement(Duration.ofNanos((long) (before * NANOS / rate)), timer));
            before = sent.characters();
        }
        return Flux.concat(pieces);
    }

    /** Characters a second; 0 for all at once. */
    private double rate(int characters) {
        if (perSecond == 0 || began < 0) {
            return 0;
        }
        double left = (deadline.toNanos() - (timer.now(TimeUnit.NANOSECONDS) - began)) / NANOS;
        return left <= 0 ? 0 : Math.max(perSecond, characters / left);
    }
}
