package dev.aligner.trainer.check;

import dev.aligner.trainer.data.Origin;
import java.util.ArrayList;
import java.util.List;

/** Counts pairs of places and keeps the first few. */
final class Examples {
    private static final int SHOWN = 5;

    private final List<Findings.Pair> shown = new ArrayList<>();
    private int count;

    void add(Origin place, Origin earlier) {
        count++;
        if (shown.size() < SHOWN) {
            shown.add(new Findings.Pair(place.toString(), earlier.toString()));
        }
    }

    Findings.Repeat found() {
        return new Findings.Repeat(count, List.copyOf(shown));
    }
}
