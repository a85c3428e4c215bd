package dev.aligner.reliability;

import java.time.Duration;
import java.util.function.IntFunction;

/** Load on a server, its own or a peer's: all that it can do, and more. */
record Pressure(Client client, IntFunction<Ask> asks) {
    private static final int APART = 1_000_000;

    /** @param perSecond good answers */
    record Seen(Tally tally, double perSecond) {}

    /** So many callers, each of whom waits for his answer; a refusal costs him a moment. */
    Seen full(int callers, Duration each) throws InterruptedException {
        Tally tally = Tally.ofAnswersAndRefusals();
        Load load = Load.steady(client, asks, tally, callers);
        Patience.rest(each);
        Seen seen = new Seen(tally, tally.answered() / (each.toNanos() / 1e9));
        load.end();
        return seen;
    }

    /** Requests that wait for nobody. */
    Seen at(double perSecond, Duration each) {
        Tally tally = Tally.ofAnswersAndRefusals();
        long began = System.nanoTime();
        Load.open(client, asks, tally, perSecond, each, APART);
        return new Seen(tally, tally.answered() / ((System.nanoTime() - began) / 1e9));
    }
}
