package dev.aligner.core.edit;

/**
 * One change: the code points {@code start} (inclusive) to {@code end} (exclusive) of the answer become {@code
 * replacement}.
 */
public record Edit(int start, int end, String replacement) {
    public Edit {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("edit: " + start + ".." + end + " (expected: 0 <= start <= end)");
        }
    }
}
