package dev.aligner.trainer.report;

/** One side of a chart: what is measured, with its unit, and how its values are spread. */
public record Axis(String label, Scale scale) {

    /** How values are spread along an axis. */
    public enum Scale {
        LINEAR,
        /** By powers of ten; values of 0 and below are left out. */
        LOGARITHMIC
    }

    public static Axis of(String label) {
        return new Axis(label, Scale.LINEAR);
    }

    public static Axis logarithmic(String label) {
        return new Axis(label, Scale.LOGARITHMIC);
    }
}
