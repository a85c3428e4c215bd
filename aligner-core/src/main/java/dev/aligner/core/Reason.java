package dev.aligner.core;

import java.util.Locale;

/** Why an answer was left alone, or why an output was discarded: a closed set, fit for a metric's label. */
public enum Reason {
    /** Strength 0 is the original by definition; the model did not run. */
    STRENGTH_ZERO,
    /** There is no text to correct. */
    NO_TEXT,
    /** Question and answer do not fit the model's window. */
    TOO_LARGE,
    /** The model wrote nothing. */
    EMPTY_OUTPUT,
    /** The model repeated itself without end. */
    LOOPING_OUTPUT,
    /** The model wrote its prompt's own markers, which the answer does not hold. */
    TEMPLATE_LEAK,
    /** Without being asked to, the model changed a fenced block of code, made one, or left one of several out. */
    CODE_CHANGED,
    /** Without being asked to, the model took a whole passage out of the answer, or put one in. */
    EDIT_BUDGET,
    /** Without being asked to, the model wrote a number or an address that the answer does not have. */
    FACT_ADDED,
    /** The output is far longer than the answer, or does not fit the model's window. */
    OUTPUT_TOO_LONG,
    /** The output ended because of a length limit, in the middle of a thought. */
    OUTPUT_CUT_OFF,
    /** The model does not find its correction enough more probable than the unchanged text. */
    BELOW_MARGIN;

    /** The reason on the wire, for example {@code empty_output}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
