package dev.aligner.trainer.check;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts the rows of one source. */
final class SourceTally {
    private final TreeSet<String> licences = new TreeSet<>();
    private final Map<String, Integer> splits = new TreeMap<>();
    private final Values similarities = new Values();
    private int rows;
    private int identities;

    void add(CorrectionRow row, double similarity) {
        rows++;
        licences.add(DataCheck.licence(row));
        splits.merge(row.split(), 1, Integer::sum);
        if (row.identity()) {
            identities++;
        } else {
            similarities.add(similarity);
        }
    }

    double[] similarities() {
        return similarities.toArray();
    }

    Findings.Source found(String name) {
        return new Findings.Source(
                name, rows, List.copyOf(licences), splits, identities, Percentiles.of(similarities.toArray()));
    }
}
