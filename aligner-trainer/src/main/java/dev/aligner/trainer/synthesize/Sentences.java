package dev.aligner.trainer.synthesize;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Where sentences end. */
final class Sentences {
    private Sentences() {}

    /**
     * The places in a text where another sentence may stand: behind the end of a sentence that goes on in the same line,
     * so that no list item, heading or line of code is cut in two.
     *
     * @return indices of the first character of the second and each later such sentence
     */
    static List<Integer> seams(String text) {
        List<Integer> seams = new ArrayList<>();
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        breaks.setText(text);
        for (int at = breaks.next(); at != BreakIterator.DONE; at = breaks.next()) {
            if (at < text.length() && at >= 2 && seam(text, at)) {
                seams.add(at);
            }
        }
        return seams;
    }

    private static boolean seam(String text, int at) {
        char end = text.charAt(at - 2);
        boolean item = at >= 3 && end == '.' && Character.isDigit(text.charAt(at - 3));
        return text.charAt(at - 1) == ' '
                && (end == '.' || end == '!' || end == '?')
                && Character.isUpperCase(text.charAt(at))
                && !item
                && !abbreviated(text, at - 2);
    }

    /** Whether the word before a full stop is as short as Mr, Dr, St, U.S or an initial. */
    private static boolean abbreviated(String text, int stop) {
        int from = text.lastIndexOf(' ', stop) + 1;
        return text.charAt(stop) == '.' && stop - from <= 3 && Character.isUpperCase(text.charAt(from));
    }

    /**
     * The first sentences or paragraphs, so that there are at most so many words, though at least one; the whole text if
     * it is that short, or cannot be cut.
     */
    static String opening(String text, int mostWords, RandomGenerator random) {
        List<Integer> ends = new ArrayList<>(seams(text));
        for (int at = text.indexOf("\n\n"); at > 0; at = text.indexOf("\n\n", at + 2)) {
            ends.add(at);
        }
        if (words(text) <= mostWords && Chance.in(60, random)) {
            return text;
        }
        List<Integer> whole = ends.stream()
                .sorted()
                .filter(end -> !text.substring(0, end).strip().endsWith(":")
                        && text.substring(0, end).chars().filter(c -> c == '`').count() % 2 == 0)
                .toList();
        if (whole.isEmpty()) {
            return text;
        }
        List<Integer> fitting = whole.stream()
                .filter(end -> words(text.substring(0, end)) <= mostWords)
                .toList();
        int end = fitting.isEmpty() ? whole.get(0) : Chance.pick(fitting, random);
        return text.substring(0, end).strip();
    }

    static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }
}
