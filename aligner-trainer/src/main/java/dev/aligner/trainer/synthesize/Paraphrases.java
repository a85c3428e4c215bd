package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Rude sentences with a person's civil paraphrase, those of them that are close and sane: little is changed but what was
 * rude, nothing rude is left, no word is misspelled that the rude sentence does not have, and the sentence does not end
 * or meet itself where a word is missing.
 */
final class Paraphrases implements EditSource {
    private static final Set<String> NO_END = Set.of(
            "a", "an", "the", "and", "or", "but", "of", "to", "in", "on", "for", "with", "is", "are", "was", "be", "so",
            "your", "my", "his", "her", "their", "this", "that's", "as", "at", "by", "than", "if", "very", "some");
    private static final Pattern BROKEN = Pattern.compile(
            "\\b(?:a|an|the|your|my|their|his) (?:[.,!?;]|$|is\\b|are\\b|and\\b|of\\b|to\\b|in\\b)|\\bgive about\\b"
                    + "|\\b(\\w+) \\1\\b|\\b(?:what|who|how|why) the (?:is|are|do|does|did|was)\\b|\\ba [aeiou]\\w"
                    + "|\\bshe? are\\b|\\bi is\\b|\\bout of here\\b|\\bfull of [.,]|\\ba (?:piece|bunch|load) of [.,]");
    /** A word that others write at least so often is a word. */
    private static final int KNOWN = 6;

    private final String kind;
    private final Deck<Carriers.Pair> kept;
    private final Phrases instructions = Phrases.load("instructions.txt");

    private Paraphrases(String kind, List<Carriers.Pair> kept) {
        this.kind = kind;
        this.kept = new Deck<>(kept);
    }

    /** Those with a word of abuse that is known. */
    static Paraphrases close(Carriers carriers, Map<String, Integer> known) {
        return new Paraphrases(
                "detox",
                carriers.rude().stream().filter(pair -> good(pair, known)).toList());
    }

    /** Those without one, from which a person has only taken words: what was taken was rude in its place. */
    static Paraphrases cuts(Carriers carriers, Map<String, Integer> known) {
        return new Paraphrases(
                "detox-cut",
                carriers.rude().stream()
                        .filter(pair -> !Lexicon.toxic(pair.before())
                                && sane(pair, known)
                                && within(words(pair.after()), words(pair.before())))
                        .toList());
    }

    private static boolean within(List<String> some, List<String> all) {
        int found = 0;
        for (String word : all) {
            if (found < some.size() && some.get(found).equals(word)) {
                found++;
            }
        }
        return found == some.size() && some.size() < all.size();
    }

    /** How often each word is written in all of these texts. */
    static Map<String, Integer> known(Carriers carriers) {
        Map<String, Integer> known = new HashMap<>();
        carriers.rude().forEach(pair -> words(pair.before()).forEach(word -> known.merge(word, 1, Integer::sum)));
        carriers.answers()
                .forEach(carrier -> words(carrier.answer()).forEach(word -> known.merge(word, 1, Integer::sum)));
        return known;
    }

    static boolean good(Carriers.Pair pair, Map<String, Integer> known) {
        return Lexicon.toxic(pair.before()) && sane(pair, known);
    }

    private static boolean sane(Carriers.Pair pair, Map<String, Integer> known) {
        List<String> before = words(pair.before());
        List<String> after = words(pair.after());
        double ratio = after.size() / (double) Math.max(1, before.size());
        return after.size() >= 3
                && ratio >= 0.5
                && ratio <= 1.1
                && similarity(before, after) >= 0.8
                && !Lexicon.toxic(pair.after())
                && !NO_END.contains(after.get(after.size() - 1))
                && !BROKEN.matcher(pair.after().toLowerCase(Locale.ROOT)).find()
                && after.stream().allMatch(word -> before.contains(word) || known.getOrDefault(word, 0) >= KNOWN);
    }

    /** Share of words in the longest common subsequence, as 2·common / (all words). */
    static double similarity(List<String> left, List<String> right) {
        int[] row = new int[right.size() + 1];
        for (String word : left) {
            int diagonal = 0;
            for (int i = 1; i <= right.size(); i++) {
                int above = row[i];
                row[i] = word.equals(right.get(i - 1)) ? diagonal + 1 : Math.max(above, row[i - 1]);
                diagonal = above;
            }
        }
        return 2.0 * row[right.size()] / (left.size() + right.size());
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT)
                        .replace('’', '\'')
                        .replace(" 't", "'t")
                        .split("[^\\p{L}\\p{N}*']+"))
                .filter(word -> !word.isBlank())
                .toList();
    }

    @Override
    public CorrectionRow next(RandomGenerator random) {
        Carriers.Pair pair = kept.draw(random);
        boolean joined = Chance.in(70, random);
        String before = joined ? joined(pair.before()) : pair.before();
        String after = alike(before, joined ? joined(pair.after()) : pair.after());
        Twin twin = new Twin(List.of(new Twin.Segment(before, after)));
        return Rows.around(
                kind,
                new Carrier("", after, pair.source(), pair.licence()),
                "",
                twin,
                Chance.in(80, random) ? null : instructions.pick("polite", random));
    }

    /** The paraphrase without what is no part of the cleaning: other capitals, and a lost stop at the end. */
    static String alike(String before, String after) {
        List<String> written = List.of(before.strip().split("\\s+"));
        List<String> words = new ArrayList<>(List.of(after.strip().split("\\s+")));
        words.replaceAll(word -> written.contains(word)
                ? word
                : written.stream().filter(word::equalsIgnoreCase).findFirst().orElse(word));
        String last = written.get(written.size() - 1);
        String end = last.substring(last.length() - 1);
        String text = String.join(" ", words);
        if (!".!?".contains(end) || ".!?".contains(text.substring(text.length() - 1))) {
            return text;
        }
        return text + (last.length() == 1 ? " " : "") + end;
    }

    /** Punctuation joined to its words again: the corpus has spaces around each token. */
    static String joined(String tokens) {
        return tokens.replaceAll(" +([.,!?;:%)])", "$1")
                .replaceAll("\\( +", "(")
                .replaceAll("(?<=\\w) +(n't|'(?:s|t|m|re|ve|ll|d))\\b", "$1")
                .strip();
    }
}
