package dev.aligner.trainer.example;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What became of many rows.
 *
 * @param kept in the rows' order
 * @param dropped how many rows by reason; a reason that none had is missing
 */
public record MadeExamples(List<Made.Kept> kept, Map<DropReason, Integer> dropped) {
    public MadeExamples {
        kept = List.copyOf(kept);
        dropped = Collections.unmodifiableMap(copy(dropped));
    }

    /** Takes the stream to its end. */
    public static MadeExamples of(Stream<? extends Made> made) {
        List<Made.Kept> kept = new ArrayList<>();
        Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
        made.forEachOrdered(one -> {
            if (one instanceof Made.Kept example) {
                kept.add(example);
            } else {
                dropped.merge(((Made.Dropped) one).reason(), 1, Integer::sum);
            }
        });
        return new MadeExamples(kept, dropped);
    }

    private static Map<DropReason, Integer> copy(Map<DropReason, Integer> dropped) {
        Map<DropReason, Integer> copy = new EnumMap<>(DropReason.class);
        copy.putAll(dropped);
        return copy;
    }
}
