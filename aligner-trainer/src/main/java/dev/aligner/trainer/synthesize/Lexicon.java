package dev.aligner.trainer.synthesize;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words that a correction must not hold. */
final class Lexicon {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}*@$!']+");
    private static final Set<String> TOXIC = Phrases.load("toxic.txt").of("toxic").stream()
            .flatMap(line -> Pattern.compile(" ").splitAsStream(line))
            .collect(Collectors.toCollection(TreeSet::new));

    private Lexicon() {}

    static boolean toxic(String text) {
        return !toxicWords(text).isEmpty();
    }

    static Set<String> toxicWords(String text) {
        Set<String> found = new TreeSet<>();
        Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (words.find()) {
            String word = words.group().replaceAll("^[*@$!']+|[*@$!']+$", "");
            if (TOXIC.contains(word) || word.contains("fuck") || word.contains("f***") || word.contains("sh*t")) {
                found.add(word);
            }
        }
        return found;
    }
}
