package dev.aligner.upstream.rewrite;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Cuts a text that is still being written into units: sentences, lines, fenced blocks of code. Where it cuts depends on
 * the text alone, never on the pieces that it arrives in: a cut is made when what follows it can no longer undo it. The
 * units joined are the text. White space behind a unit belongs to it.
 */
public final class Units {
    /** Code points (UTF-16 units here) after which a unit is cut at a space, so that nobody waits for a full stop. */
    static final int LONGEST = 400;

    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr", "mrs", "ms", "dr", "prof", "st", "no", "nr", "vs", "etc", "e.g", "i.e", "cf", "fig", "approx", "ca",
            "u.s", "a.m", "p.m", "inc", "ltd", "jr", "sr", "dept", "vol", "z.b", "bzw", "d.h");

    private static final String CLOSING = "\"'”’»)]*_";

    private final Window window;
    private final StringBuilder text = new StringBuilder();
    private boolean complete;
    private int cut;

    public Units(Window window) {
        this.window = window;
    }

    public void append(String more) {
        text.append(more);
    }

    /** Nothing will be appended. */
    public void complete() {
        complete = true;
    }

    /** Everything so far. */
    public CharSequence text() {
        return text;
    }

    /** The end of the next unit, which begins at the last one's end; empty if that cannot be told yet. */
    public OptionalInt next() {
        int end = window == Window.WHOLE || looksLikeData() ? -1 : find();
        if (end < 0) {
            if (!complete || cut == text.length()) {
                return OptionalInt.empty();
            }
            end = text.length();
        }
        cut = end;
        return OptionalInt.of(end);
    }

    /** JSON is not cut: whether it is JSON shows at its end. */
    private boolean looksLikeData() {
        int i = 0;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i == text.length() || text.charAt(i) == '{' || text.charAt(i) == '[';
    }

    private int find() {
        int fence = fenceEnd();
        if (fence != NO_FENCE) {
            return fence;
        }
        for (int i = cut; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                return behindSpace(i);
            }
            if ("。！？".indexOf(c) >= 0) {
                int end = behindClosing(i + 1);
                return end < text.length() ? behindSpace(end) : -1;
            }
            if (".!?…".indexOf(c) >= 0) {
                int end = behindClosing(i + 1);
                if (end == text.length()) {
                    return -1;
                }
                if (Character.isWhitespace(text.charAt(end)) && sentenceEnds(i)) {
                    int next = behindSpace(end);
                    if (next < 0 || !Character.isLowerCase(text.charAt(next))) {
                        return next;
                    }
                }
                i = end - 1;
            }
            if (i - cut >= LONGEST) {
                return tooLong(i);
            }
        }
        return -1;
    }

    private static final int NO_FENCE = -2;

    /** Behind the block of code that begins at the unit's start; -1 if it is not whole yet. */
    private int fenceEnd() {
        int at = cut;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        int mark = at;
        while (mark < text.length() && mark - at < 3 && (text.charAt(mark) == '`' || text.charAt(mark) == '~')) {
            mark++;
        }
        if (mark - at < 3) {
            return mark == text.length() && mark > at && !complete ? -1 : NO_FENCE;
        }
        String fence = text.substring(at, mark);
        int line = text.indexOf("\n", mark);
        while (line >= 0) {
            int start = line + 1;
            int next = text.indexOf("\n", start);
            if (next < 0) {
                return -1;
            }
            String content = text.substring(start, next).strip();
            if (content.startsWith(fence) && content.chars().allMatch(c -> c == fence.charAt(0))) {
                return behindSpace(next);
            }
            line = next;
        }
        return -1;
    }

    private int behindClosing(int from) {
        int at = from;
        while (at < text.length()
                && (CLOSING.indexOf(text.charAt(at)) >= 0 || ".!?…。！？".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    /** Behind the white space at {@code from}; -1 if more of it may come. A line's indentation begins the next unit. */
    private int behindSpace(int from) {
        int at = from;
        int behindBreak = -1;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
            if (text.charAt(at - 1) == '\n') {
                behindBreak = at;
            }
        }
        if (at == text.length()) {
            return -1;
        }
        return behindBreak > 0 ? behindBreak : at;
    }

    /** Whether the mark at {@code stop} ends a sentence, and not an abbreviation, an initial or a list's number. */
    private boolean sentenceEnds(int stop) {
        if (text.charAt(stop) != '.') {
            return true;
        }
        int from = stop;
        while (from > cut && !Character.isWhitespace(text.charAt(from - 1))) {
            from--;
        }
        String word = text.substring(from, stop);
        boolean initial = word.length() == 1 && Character.isLetter(word.charAt(0));
        boolean number = !word.isEmpty() && from == cut && word.chars().allMatch(Character::isDigit);
        String bare = word.replaceAll("^[^\\p{L}]+", "").toLowerCase(Locale.ROOT);
        return !initial && !number && !ABBREVIATIONS.contains(bare);
    }

    /** At the last space before {@code limit}; without one, where no character is torn. */
    private int tooLong(int limit) {
        for (int i = limit; i > cut + LONGEST / 2; i--) {
            if (Character.isWhitespace(text.charAt(i - 1)) && !Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(cut, limit));
        int before = characters.preceding(limit - cut);
        if (before > 0) {
            return cut + before;
        }
        return Character.isSurrogatePair(text.charAt(limit - 1), text.charAt(limit)) ? limit - 1 : limit;
    }
}
