package dev.aligner.core.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an answer's last sentence begins, by the rule of the Stream Aligner's generation scripts: a sentence ends at
 * {@code . ? !}, but not at the stops of {@code i.e.}, {@code e.g.} or a single digit ({@code 1.}). Unlike there, white
 * space must follow, so that a decimal or a host name is not cut in two.
 */
final class LastSentence {
    private static final Pattern END = Pattern.compile("(?:(?<!\\bi\\.e)(?<!\\be\\.g)(?<!\\b\\d)\\.|[?!])\\s++(?=\\S)");

    private LastSentence() {}

    /** In UTF-16 units; the white space between two sentences belongs to the first of them. */
    static int start(String answer) {
        int start = 0;
        Matcher end = END.matcher(answer);
        while (end.find()) {
            start = end.end();
        }
        return start;
    }
}
