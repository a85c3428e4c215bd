package dev.aligner.relay;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How strong a correction a client may ask for. More than the corrector's own is the operator's to allow. */
final class Strength {
    /** What is expected, for an error that names the field. */
    static final String EXPECTED = "(expected: a number, 0..1)";

    static final double MOST = 1;

    private static final Pattern SPELLING = Pattern.compile("[01](?:\\.[0-9]{1,6})?");

    private Strength() {}

    /** The number, 0..1; null if it is none of these. */
    static @Nullable Double of(String spelling) {
        if (!SPELLING.matcher(spelling).matches()) {
            return null;
        }
        Double strength = Double.valueOf(spelling);
        return strength > MOST ? null : strength;
    }
}
