package dev.aligner.trainer.evaluate;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** An evaluation for readers. */
final class Report {
    private Report() {}

    static String markdown(Evaluation evaluation) {
        StringBuilder text = new StringBuilder("# Evaluation\n\n");
        text.append(subject(evaluation)).append("\n\n");
        ScoreTables.byGroup(evaluation.runs(), true)
                .forEach((group, table) -> text.append("## ")
                        .append(group)
                        .append("\n\n")
                        .append(table.markdown())
                        .append('\n'));
        text.append("## What is measured\n\n");
        present(evaluation)
                .forEach(metric -> text.append("- **")
                        .append(metric.label())
                        .append("**: ")
                        .append(metric.meaning())
                        .append(".\n"));
        return text.toString();
    }

    /** Which cases, and how to read the numbers. */
    static String subject(Evaluation evaluation) {
        return evaluation.cases() + " cases of " + String.join(", ", evaluation.data()) + ", split "
                + evaluation.split()
                + (evaluation.limit() == 0 ? "" : ", at most " + evaluation.limit() + " of each source")
                + ". Shares in per cent; in brackets the 95 % interval of a bootstrap over cases.";
    }

    static Set<Metric> present(Evaluation evaluation) {
        return Arrays.stream(Metric.values())
                .filter(metric -> evaluation.runs().stream()
                        .flatMap(run -> run.groups().stream())
                        .anyMatch(group -> group.metrics().containsKey(metric)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Metric.class)));
    }
}
