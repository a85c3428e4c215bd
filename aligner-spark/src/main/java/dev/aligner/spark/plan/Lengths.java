package dev.aligner.spark.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** How long the rows of a data set are. Not safe for threads. */
public final class Lengths {
    private final TreeMap<Integer, LengthCount> counts = new TreeMap<>();

    /** The class that {@link #add} wants. */
    public static int lengthClass(long tokens) {
        return LengthClass.of(tokens);
    }

    /** Counts rows of one class. */
    public Lengths add(int lengthClass, long rows, long tokens) {
        counts.merge(
                lengthClass,
                new LengthCount(lengthClass, rows, tokens),
                (a, b) -> new LengthCount(lengthClass, a.rows() + b.rows(), a.tokens() + b.tokens()));
        return this;
    }

    /** The longest first. */
    List<LengthCount> longestFirst() {
        return new ArrayList<>(counts.descendingMap().values());
    }
}
