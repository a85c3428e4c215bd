package dev.aligner.relay;

import org.jspecify.annotations.Nullable;

/** How strong a correction a client may ask for. More than the corrector's own is the operator's to allow. */
public final class Strength {
    /** What is expected, for an error that names the field. */
    public static final String EXPECTED = "(expected: a number, 0..1)";

    private Strength() {}

    /** The number, 0..1; null if it is none of these. */
    public static @Nullable Double of(String spelling) {
        if (!spelling.matches("[01](?:\\.[0-9]{1,6})?")) {
            return null;
        }
        Double strength = Double.valueOf(spelling);
        return strength > 1 ? null : strength;
    }
}
