package dev.aligner.trainer.check;

import dev.aligner.core.edit.Edits;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.ReadRow;
import dev.aligner.trainer.example.DropReason;
import dev.aligner.trainer.example.ExampleMaker;
import dev.aligner.trainer.example.Made;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at rows one after the other. Not safe to use from two threads. */
final class DataCheck {
    private static final int SHOWN = 20;

    private static final String QUESTION = "question, characters";
    private static final String ANSWER = "answer, characters";
    private static final String CORRECTION = "correction, characters";
    private static final String TOKENS = "prompt and correction, tokens";
    private static final String CHANGED = "changed targets, tokens";

    private final @Nullable ExampleMaker maker;
    private final List<Findings.Bad> bad = new ArrayList<>();
    private final Map<String, Integer> splits = new TreeMap<>();
    private final Map<String, Integer> licences = new TreeMap<>();
    private final Map<String, SourceTally> sources = new TreeMap<>();
    private final Map<String, Values> lengths = new LinkedHashMap<>();
    private final Map<DropReason, Integer> dropped = new TreeMap<>();
    private final Repeats repeats = new Repeats();
    private final Leaks leaks = new Leaks();
    private int rows;
    private int badRows;

    /** @param maker counts tokens and says which rows would be dropped; null where no model was given */
    DataCheck(@Nullable ExampleMaker maker) {
        this.maker = maker;
    }

    void add(ReadRow<CorrectionRow> read) {
        if (read instanceof ReadRow.Good<CorrectionRow> good) {
            add(good);
        } else if (read instanceof ReadRow.Bad<CorrectionRow> broken) {
            badRows++;
            if (bad.size() < SHOWN) {
                bad.add(new Findings.Bad(broken.origin().toString(), broken.reason()));
            }
        }
    }

    private void add(ReadRow.Good<CorrectionRow> read) {
        CorrectionRow row = read.row();
        rows++;
        splits.merge(row.split(), 1, Integer::sum);
        licences.merge(licence(row), 1, Integer::sum);
        double similarity = 1 - Edits.ratio(row.answer(), Edits.between(row.answer(), row.correction()));
        sources.computeIfAbsent(row.source(), name -> new SourceTally()).add(row, similarity);
        repeats.add(read.origin(), row);
        leaks.add(read.origin(), row);
        int question = row.question().messages().stream()
                .mapToInt(turn -> codePoints(turn.content()))
                .sum();
        length(QUESTION, question);
        length(ANSWER, codePoints(row.answer()));
        length(CORRECTION, codePoints(row.correction()));
        if (maker != null) {
            tokens(maker.make(row));
        }
    }

    private void tokens(Made made) {
        if (made instanceof Made.Kept kept) {
            length(TOKENS, kept.example().tokens().length);
            length(CHANGED, kept.targets().changed());
        } else if (made instanceof Made.Dropped gone) {
            dropped.merge(gone.reason(), 1, Integer::sum);
            if (gone.reason() == DropReason.TOO_LONG) {
                length(TOKENS, gone.tokens());
            }
        }
    }

    private void length(String what, int length) {
        lengths.computeIfAbsent(what, name -> new Values()).add(length);
    }

    static String licence(CorrectionRow row) {
        return row.licence() == null ? "(none)" : row.licence();
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    Findings found(List<Path> files) {
        Map<String, Percentiles> spread = new LinkedHashMap<>();
        lengths.forEach((what, values) -> spread.put(what, Percentiles.of(values.toArray())));
        Map<String, Integer> gone = new LinkedHashMap<>();
        dropped.forEach((reason, count) -> gone.put(reason.description(), count));
        List<Findings.Source> counted = sources.entrySet().stream()
                .map(source -> source.getValue().found(source.getKey()))
                .toList();
        return new Findings(
                files.stream().map(Path::toString).toList(),
                rows,
                badRows,
                bad,
                splits,
                licences,
                counted,
                repeats.found(),
                leaks.found(),
                spread,
                gone);
    }

    /** Values behind the plots. */
    Distributions distributions() {
        Map<String, double[]> all = new LinkedHashMap<>();
        lengths.forEach((what, values) -> all.put(what, values.toArray()));
        double[] similarities = sources.values().stream()
                .flatMapToDouble(source -> Arrays.stream(source.similarities()))
                .toArray();
        return new Distributions(all, similarities);
    }

    /**
     * All values of what {@link Findings} gives percentiles of.
     *
     * @param lengths by what is measured
     * @param similarities of answer and correction where they differ
     */
    record Distributions(Map<String, double[]> lengths, double[] similarities) {}
}
