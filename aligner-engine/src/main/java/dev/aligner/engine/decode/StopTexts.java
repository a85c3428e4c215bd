package dev.aligner.engine.decode;

import java.util.List;

/**
 * Finds where a text that comes in pieces is to end: before the first place where one of the stop texts stands. Nothing
 * that may still turn out to be part of a stop text is let through. Not thread-safe.
 *
 * <p>Where two stop texts overlap, the one that begins first ends the text, even if the other is complete sooner: how
 * the text is cut into pieces makes no difference.
 */
public final class StopTexts {
    private final List<String> stops;
    private String held = "";
    private boolean stopped;

    /** @param stops none empty; one with half of a surrogate pair stands in no text and never ends one */
    public StopTexts(List<String> stops) {
        this.stops = stops.stream().filter(StopTexts::isWholeCharacters).toList();
        if (stops.contains("")) {
            throw new IllegalArgumentException("stop: an empty text (expected: at least one character)");
        }
    }

    private static boolean isWholeCharacters(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** Whether the text has ended. What comes afterwards is ignored. */
    public boolean stopped() {
        return stopped;
    }

    /** What of the text so far can be let through now, and was not before. {@code piece} is whole characters. */
    public String append(String piece) {
        if (stopped) {
            return "";
        }
        String text = held.concat(piece);
        int match = firstMatch(text);
        int possible = firstPossibleMatch(text);
        stopped = match <= possible && match < text.length();
        int safe = Math.min(match, possible);
        held = stopped ? "" : text.substring(safe);
        return text.substring(0, safe);
    }

    /** The text is over: lets through what was held back, up to a stop text in it. */
    public String finish() {
        int match = firstMatch(held);
        stopped |= match < held.length();
        String rest = held.substring(0, match);
        held = "";
        return rest;
    }

    /** Where the first complete stop text begins, or the text's length. */
    private int firstMatch(String text) {
        int first = text.length();
        for (String stop : stops) {
            int match = text.indexOf(stop);
            first = match < 0 ? first : Math.min(first, match);
        }
        return first;
    }

    /** Where the first stop text may begin that needs more text to be complete, or the text's length. */
    private int firstPossibleMatch(String text) {
        int longest = stops.stream().mapToInt(String::length).max().orElse(0);
        for (int start = Math.max(0, text.length() - longest + 1); start < text.length(); start++) {
            int length = text.length() - start;
            for (String stop : stops) {
                if (stop.length() > length && stop.startsWith(text.substring(start))) {
                    return start;
                }
            }
        }
        return text.length();
    }
}
