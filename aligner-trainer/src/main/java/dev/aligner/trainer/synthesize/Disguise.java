package dev.aligner.trainer.synthesize;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes rude words as people write them who know that a filter reads along, or who shout. */
final class Disguise {
    private static final Map<Character, Character> LEET =
            Map.of('a', '4', 'e', '3', 'i', '1', 'o', '0', 's', '5', 't', '7');
    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    /** One in four phrases is changed. */
    String some(String phrase, RandomGenerator random) {
        int way = random.nextInt(100);
        if (way < 5) {
            return phrase.toUpperCase(Locale.ROOT);
        }
        if (way < 12) {
            return phrase.toLowerCase(Locale.ROOT);
        }
        List<MatchResult> rude = WORD.matcher(phrase)
                .results()
                .filter(word -> Lexicon.toxic(word.group()))
                .toList();
        if (way >= 30 || rude.isEmpty()) {
            return phrase;
        }
        MatchResult word = Chance.pick(rude, random);
        return phrase.substring(0, word.start()) + disguised(word.group(), random) + phrase.substring(word.end());
    }

    private static String disguised(String word, RandomGenerator random) {
        int at = 1 + random.nextInt(Math.max(1, word.length() - 1));
        return switch (random.nextInt(5)) {
            case 0 -> word.toUpperCase(Locale.ROOT);
            case 1 -> word.charAt(0) + "*".repeat(word.length() - 1);
            case 2 -> word.substring(0, at) + "*" + word.substring(Math.min(at + 1, word.length()));
            case 3 ->
                word.chars()
                        .mapToObj(c -> String.valueOf(LEET.getOrDefault((char) c, (char) c)))
                        .collect(Collectors.joining());
            default -> word.substring(0, at) + word.substring(at - 1, at).repeat(3) + word.substring(at);
        };
    }
}
