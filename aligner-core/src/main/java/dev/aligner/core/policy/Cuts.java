package dev.aligner.core.policy;

import java.text.BreakIterator;
import java.text.StringCharacterIterator;
import java.util.Locale;
import java.util.Optional;

/** Where a text may be cut with the least harm. Offsets are UTF-16 units. */
final class Cuts {
    /** How far a break iterator sees beyond the last place where it may break: some rules look ahead. */
    private static final int LOOKAHEAD = 64;

    private final String text;
    private final Fences fences;

    Cuts(String text) {
        this.text = text;
        this.fences = new Fences(text);
    }

    /** The end of the fenced block that begins at {@code start}, or {@code start}. */
    int blockEnd(int start) {
        return fences.at(start).map(Fences.Block::end).orElse(start);
    }

    /**
     * The best cut after {@code start}, at {@code limit} or before, where {@code limit} is before the text's end. It is
     * within a fenced block only if the block begins at {@code start} or earlier.
     */
    int best(int start, int limit) {
        Optional<Fences.Block> torn = fences.around(limit);
        if (torn.isPresent()) {
            int block = torn.get().start();
            int line = lineEnd(start, limit);
            return block > start ? block : line > start ? line : limit;
        }
        int paragraph = paragraphEnd(start, limit);
        if (paragraph > start) {
            return paragraph;
        }
        int sentence = breakBefore(BreakIterator.getSentenceInstance(Locale.ROOT), start, limit);
        int line = lineEnd(start, limit);
        if (Math.max(sentence, line) > start) {
            return Math.max(sentence, line);
        }
        int word = breakBefore(BreakIterator.getWordInstance(Locale.ROOT), start, limit);
        return word > start ? word : limit;
    }

    /** After the last blank line or the last fenced block, whichever is later. */
    private int paragraphEnd(int start, int limit) {
        int block = Math.max(start, fences.lastEnd(limit));
        for (int end = limit; end > block; end--) {
            if (text.charAt(end - 1) == '\n' && endsBlankLine(end - 1, block)) {
                return end;
            }
        }
        return block;
    }

    private boolean endsBlankLine(int lineBreak, int from) {
        int before = lineBreak - 1;
        while (before >= from && text.charAt(before) != '\n' && EdgeWhitespace.isSpace(text.charAt(before))) {
            before--;
        }
        return before >= from && text.charAt(before) == '\n';
    }

    private int lineEnd(int start, int limit) {
        int end = limit;
        while (end > start && text.charAt(end - 1) != '\n') {
            end--;
        }
        return end;
    }

    /** Over the window only: a text without a single break would be read from its beginning for every window. */
    private int breakBefore(BreakIterator breaks, int start, int limit) {
        int end = Math.min(text.length(), limit + LOOKAHEAD);
        breaks.setText(new StringCharacterIterator(text, start, end, start));
        return breaks.preceding(limit + 1);
    }
}
