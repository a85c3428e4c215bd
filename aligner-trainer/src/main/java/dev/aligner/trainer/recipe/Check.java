package dev.aligner.trainer.recipe;

/** Says which field is outside which limit. */
final class Check {
    private Check() {}

    static void that(boolean holds, String field, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + expected + ")");
        }
    }
}
