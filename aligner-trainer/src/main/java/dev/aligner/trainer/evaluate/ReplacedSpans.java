package dev.aligner.trainer.evaluate;

import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of an answer that its reference replaces by a type in brackets, {@code [EMAIL]} for example. */
final class ReplacedSpans {
    /** A placeholder. */
    static final Pattern TYPE = Pattern.compile("\\[[A-Z][A-Z0-9_ ]*\\]");

    private ReplacedSpans() {}

    /** The texts in the answer's order; empty where the reference holds no new placeholder. */
    static List<String> of(String answer, String reference) {
        return count(reference, TYPE) <= count(answer, TYPE)
                ? List.of()
                : around(answer, reference).orElseGet(() -> byWords(answer, reference));
    }

    /** How many of them the output no longer holds more often than the reference does. */
    static int gone(List<String> spans, String output, String reference) {
        return (int) spans.stream()
                .filter(span -> occurrences(output, span) <= occurrences(reference, span))
                .count();
    }

    /** The reference read as a form whose blanks are the placeholders: exact, where nothing else was changed. */
    private static Optional<List<String>> around(String answer, String reference) {
        List<String> spans = new ArrayList<>();
        Matcher types = TYPE.matcher(reference);
        int at = 0;
        int literalFrom = 0;
        int open = -1;
        while (types.find()) {
            String literal = reference.substring(literalFrom, types.start());
            int found = open < 0 ? (answer.startsWith(literal) ? 0 : -1) : answer.indexOf(literal, open + 1);
            if (found < 0) {
                return Optional.empty();
            }
            if (open >= 0) {
                spans.add(answer.substring(open, found));
            }
            at = found + literal.length();
            open = at;
            literalFrom = types.end();
        }
        String rest = reference.substring(literalFrom);
        if (answer.length() - rest.length() <= at || !answer.endsWith(rest)) {
            return Optional.empty();
        }
        spans.add(answer.substring(at, answer.length() - rest.length()));
        return Optional.of(spans);
    }

    private static List<String> byWords(String answer, String reference) {
        List<String> spans = new ArrayList<>();
        for (Edit edit : Edits.between(answer, reference)) {
            int start = answer.offsetByCodePoints(0, edit.start());
            String span = answer.substring(start, answer.offsetByCodePoints(start, edit.end() - edit.start()))
                    .strip();
            if (!span.isEmpty() && edit.replacement().contains("[")) {
                spans.add(span);
            }
        }
        return spans;
    }

    private static int count(String text, Pattern pattern) {
        return (int) pattern.matcher(text).results().count();
    }

    private static int occurrences(String text, String span) {
        int count = 0;
        for (int at = text.indexOf(span); at >= 0; at = text.indexOf(span, at + 1)) {
            count++;
        }
        return count;
    }
}
