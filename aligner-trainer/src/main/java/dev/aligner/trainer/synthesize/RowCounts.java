package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was written, by source. */
final class RowCounts {
    private RowCounts() {}

    static void print(List<CorrectionRow> rows, Path file, PrintWriter terminal) {
        Map<String, int[]> bySource = new TreeMap<>();
        for (CorrectionRow row : rows) {
            int[] seen = bySource.computeIfAbsent(row.source(), any -> new int[2]);
            seen[0]++;
            seen[1] += row.identity() ? 1 : 0;
        }
        bySource.forEach((source, seen) ->
                terminal.println(String.format(Locale.ROOT, "%6d rows, %6d unchanged  %s", seen[0], seen[1], source)));
        terminal.println(String.format(Locale.ROOT, "%6d rows in %s", rows.size(), file));
        terminal.flush();
    }
}
