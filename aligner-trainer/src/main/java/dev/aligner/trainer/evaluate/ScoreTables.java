package dev.aligner.trainer.evaluate;

import dev.aligner.trainer.report.Table;
import dev.aligner.trainer.statistics.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Scores as tables: runs beside each other, group by group. */
final class ScoreTables {
    private static final String NOTHING = "-";

    private ScoreTables() {}

    /** One row a run, over all cases; the last column joins fixing and keeping. */
    static Table overall(List<RunScores> runs) {
        return beside(runs, GroupScores.ALL, false);
    }

    /** Group name to table, in the order of the first run that has it; a row for each run, a column for each metric. */
    static Map<String, Table> byGroup(List<RunScores> runs) {
        Set<String> groups = new LinkedHashSet<>();
        runs.forEach(run -> run.groups().forEach(group -> groups.add(group.group())));
        Map<String, Table> tables = new LinkedHashMap<>();
        groups.forEach(group -> tables.put(group, beside(runs, group, true)));
        return tables;
    }

    /** One run, a row a group. */
    static Table groups(RunScores run) {
        List<Metric> metrics = present(run.groups());
        List<List<String>> rows = new ArrayList<>();
        for (GroupScores group : run.groups()) {
            List<String> row = new ArrayList<>(
                    List.of(group.group(), Integer.toString(group.cases()), Integer.toString(group.good())));
            metrics.forEach(metric -> row.add(cell(metric, group, false)));
            rows.add(row);
        }
        return new Table(head("group", metrics), rows);
    }

    private static Table beside(List<RunScores> runs, String name, boolean intervals) {
        Map<RunScores, GroupScores> scores = new LinkedHashMap<>();
        for (RunScores run : runs) {
            run.groups().stream()
                    .filter(group -> group.group().equals(name))
                    .findFirst()
                    .ifPresent(group -> scores.put(run, group));
        }
        List<Metric> metrics = present(scores.values());
        List<List<String>> rows = new ArrayList<>();
        scores.forEach((run, group) -> {
            List<String> row = new ArrayList<>(
                    List.of(run.name(), Integer.toString(group.cases()), Integer.toString(group.good())));
            metrics.forEach(metric -> row.add(cell(metric, group, intervals)));
            row.add(harmonic(group));
            rows.add(row);
        });
        List<String> head = new ArrayList<>(head("corrector", metrics));
        head.add("fixed & kept");
        return new Table(head, rows);
    }

    private static List<String> head(String first, List<Metric> metrics) {
        List<String> head = new ArrayList<>(List.of(first, "cases", "good"));
        metrics.forEach(metric -> head.add(metric.label()));
        return head;
    }

    private static List<Metric> present(Iterable<GroupScores> groups) {
        return Arrays.stream(Metric.values())
                .filter(metric -> {
                    for (GroupScores group : groups) {
                        if (group.metrics().containsKey(metric)) {
                            return true;
                        }
                    }
                    return false;
                })
                .toList();
    }

    private static String cell(Metric metric, GroupScores group, boolean interval) {
        Interval value = group.metrics().get(metric);
        if (value == null) {
            return NOTHING;
        }
        String text = metric.text(value.value());
        return interval ? text + " [" + metric.text(value.low()) + ", " + metric.text(value.high()) + "]" : text;
    }

    /** The harmonic mean of the two: high only where both are. */
    private static String harmonic(GroupScores group) {
        @Nullable Interval fixed = group.metrics().get(Metric.FIXED);
        @Nullable Interval kept = group.metrics().get(Metric.KEPT);
        if (fixed == null || kept == null) {
            return NOTHING;
        }
        double sum = fixed.value() + kept.value();
        return Metric.FIXED.text(sum == 0 ? 0 : 2 * fixed.value() * kept.value() / sum);
    }
}
