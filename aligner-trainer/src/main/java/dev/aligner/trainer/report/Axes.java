package dev.aligner.trainer.report;

/** What a chart is about: its title and its two axes. */
public record Axes(String title, Axis x, Axis y) {
    /** Linear ones. */
    public static Axes of(String title, String x, String y) {
        return new Axes(title, Axis.of(x), Axis.of(y));
    }
}
