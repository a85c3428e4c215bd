package dev.aligner.core.edit;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into what a reader would call its parts: words, runs of white space, and single other characters, each a
 * whole number of extended grapheme clusters. The parts joined are the text.
 *
 * <p>Text of scripts that put no spaces between words is cut by character, since a dictionary would be needed for more
 * and a whole sentence is too coarse. No part begins with a combining mark, except one that begins the text.
 *
 * <p>Where a part ends depends on nothing before its start, so that equal texts that start at the ends of parts are cut
 * alike.
 */
final class Words {
    private enum Kind {
        WORD,
        SPACE,
        SINGLE,
        /** Belongs to whatever stands before it. */
        MARK
    }

    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private static final Set<UnicodeScript> UNSPACED = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN);

    private Words() {}

    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        Matcher clusters = CLUSTER.matcher(text);
        int start = 0;
        Kind open = Kind.MARK;
        for (int at = 0; at < text.length(); at = clusterEnd(text, at, clusters)) {
            Kind kind = kind(text.codePointAt(at));
            boolean joins = kind == Kind.MARK || (kind == open && kind != Kind.SINGLE);
            if (!joins) {
                if (at > start) {
                    parts.add(text.substring(start, at));
                }
                start = at;
                open = kind;
            }
        }
        if (start < text.length()) {
            parts.add(text.substring(start));
        }
        return parts;
    }

    private static int clusterEnd(String text, int start, Matcher clusters) {
        if (standsAlone(text.charAt(start)) && (start + 1 == text.length() || standsAlone(text.charAt(start + 1)))) {
            return start + 1;
        }
        clusters.region(start, text.length());
        return clusters.lookingAt() ? clusters.end() : start + Character.charCount(text.codePointAt(start));
    }

    /**
     * Whether there is a cluster boundary between this and any other such character, CR LF aside, which is a run of
     * white space anyway: Latin, Greek, Cyrillic, kana, Han and Hangul syllables. Asking the regular expression costs a
     * hundred times more, and most texts never need it.
     */
    static boolean standsAlone(char unit) {
        return unit < 0x300
                || (unit >= 0x370 && unit <= 0x482)
                || (unit >= 0x3041 && unit <= 0x3096)
                || (unit >= 0x30a1 && unit <= 0x30fa)
                || (unit >= 0x3400 && unit <= 0x9fff)
                || (unit >= 0xac00 && unit <= 0xd7a3);
    }

    private static Kind kind(int codePoint) {
        if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
            return Kind.SPACE;
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT -> Kind.MARK;
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER ->
                codePoint >= 0x80 && UNSPACED.contains(UnicodeScript.of(codePoint)) ? Kind.SINGLE : Kind.WORD;
            default -> Kind.SINGLE;
        };
    }
}
