package dev.aligner.trainer.pairs;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which samples become rows; a picocli mixin. */
final class FilterOptions {
    @Option(names = "--keep-cut-off", description = "Take answers that were cut off by --max-tokens too.")
    private boolean cutOff;

    @Option(
            names = "--max-chars",
            defaultValue = "4000",
            description = "Of an answer and of a correction (default: ${DEFAULT-VALUE}).")
    private int maxChars;

    @Option(
            names = "--min-edit-ratio",
            defaultValue = "0",
            description = "Of a changed answer, 0..1 (default: ${DEFAULT-VALUE}).")
    private double minEditRatio;

    @Option(
            names = "--max-edit-ratio",
            defaultValue = "1",
            description = "Of a changed answer, 0..1 (default: ${DEFAULT-VALUE}).")
    private double maxEditRatio;

    @Option(
            names = "--min-margin",
            description = "Least log P(correction) - log P(unchanged) of a changed answer; a row without one is dropped"
                    + " (default: any or none).")
    private @Nullable Double minMargin;

    @Option(
            names = "--near-duplicates",
            paramLabel = "SIMILARITY",
            defaultValue = "0.9",
            description = "Rows that are so similar, above 0 to 1, are duplicates; above 1: only equal ones"
                    + " (default: ${DEFAULT-VALUE}).")
    private double similarity;

    /** @throws IllegalArgumentException naming the option and its limits */
    Filter filter(Filter.Unchanged unchanged) {
        return new Filter(unchanged, cutOff, maxChars, minEditRatio, maxEditRatio, minMargin, similarity);
    }
}
