package dev.aligner.service.cli;

import dev.aligner.service.host.ModelReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A model's report for a person: a name and what it is, a line each. */
final class ReportText {
    private static final double MEGABYTE = 1e6;

    private final List<String> lines = new ArrayList<>();

    private ReportText() {}

    static List<String> lines(ModelReport report) {
        var text = new ReportText();
        text.add("model", report.path());
        text.add("device", report.device());
        text.add(report.weights());
        text.add(report.text());
        text.add("adapter", report.adapter() == null ? "none" : report.adapter());
        text.add(
                "loads",
                report.problems().isEmpty()
                        ? "yes"
                        : "no, problems: " + report.problems().size());
        return text.lines;
    }

    private void add(String name, String value) {
        lines.add(String.format(Locale.ROOT, "%-11s %s", name, value));
    }

    private void add(ModelReport.@Nullable Weights weights) {
        if (weights == null) {
            return;
        }
        String types = weights.parameters().entrySet().stream()
                .map(entry -> millions(entry.getValue()) + " M " + entry.getKey())
                .collect(Collectors.joining(", "));
        add(
                "weights",
                weights.format() + ", " + weights.files() + (weights.files() == 1 ? " file, " : " files, ")
                        + millions(weights.bytes()) + " MB: " + types);
        add(
                "family",
                weights.family() + ", layers: " + weights.layers() + ", rows of the embedding: " + weights.rows());
        add(
                "context",
                weights.contextTokens() + " tokens of " + weights.trainedContext() + ", for each slot; slots: "
                        + weights.slots());
        weights.memory()
                .forEach((precision, bytes) -> add(
                        precision,
                        "weights " + millions(bytes.weights()) + " MB, cache up to " + millions(bytes.cache())
                                + " MB, while loading " + millions(bytes.loading()) + " MB more"));
        weights.caches()
                .forEach((context, bytes) -> add(
                        "at " + context,
                        "cache up to "
                                + bytes.entrySet().stream()
                                        .map(each -> millions(each.getValue()) + " MB in " + each.getKey())
                                        .collect(Collectors.joining(", "))));
    }

    private void add(ModelReport.@Nullable Text text) {
        if (text == null) {
            return;
        }
        add("tokenizer", text.tokenizer() + ", tokens: " + text.tokens());
        add("template", text.template() + ": " + text.reason());
    }

    private static String millions(long count) {
        return String.format(Locale.ROOT, count < MEGABYTE ? "%.2f" : "%.0f", count / MEGABYTE);
    }
}
