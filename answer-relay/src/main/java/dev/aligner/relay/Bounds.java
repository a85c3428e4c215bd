package dev.aligner.relay;

import dev.aligner.core.Evidence;
import java.util.List;

/**
 * What a request may choose on a route.
 *
 * @param instructions names, in the place of the route's own; none without any
 * @param streams ways to correct a stream; that of the route without any
 * @param leastStrength weaker corrections become as strong as this
 * @param mostStrength stronger corrections become as weak as this
 * @param evidence the most that an answer says of its correction
 * @param models ids of correctors, in the place of the route's own; none without any
 */
public record Bounds(
        List<String> instructions,
        List<StreamMode> streams,
        double leastStrength,
        double mostStrength,
        Evidence evidence,
        List<String> models) {

    public Bounds {
        models = List.copyOf(models);
        instructions = List.copyOf(instructions);
        streams = List.copyOf(streams);
        if (!(leastStrength >= 0 && leastStrength <= mostStrength && mostStrength <= Strength.MOST)) {
            throw new IllegalArgumentException("min-strength, max-strength: " + leastStrength + ", " + mostStrength
                    + " (expected: 0 to " + Strength.MOST + ", the smaller one first)");
        }
    }

    /** Where the corrector cannot be chosen. */
    public Bounds(
            List<String> instructions,
            List<StreamMode> streams,
            double leastStrength,
            double mostStrength,
            Evidence evidence) {
        this(instructions, streams, leastStrength, mostStrength, evidence, List.of());
    }

    /** The same with less to be said, or as much. */
    Bounds telling(Evidence most) {
        return new Bounds(instructions, streams, leastStrength, mostStrength, most, models);
    }

    /** The same without a way to correct a stream. */
    Bounds without(StreamMode mode) {
        List<StreamMode> others = streams.stream().filter(each -> each != mode).toList();
        return new Bounds(instructions, others, leastStrength, mostStrength, evidence, models);
    }

    /** Any strength, and nothing else. */
    public static Bounds ofStrength() {
        return new Bounds(List.of(), List.of(), 0, Strength.MOST, Evidence.NONE);
    }
}
