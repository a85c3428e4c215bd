package dev.aligner.trainer.pairs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows the texts that were let through, and says whether a further one is nearly one of them: the Jaccard similarity
 * of their sets of three successive words, case and punctuation aside, reaches a threshold. Exact, by prefix filtering:
 * two sets that are so similar share one of the first few members of each in any fixed order (Bayardo et al., Scaling
 * Up All Pairs Similarity Search, 2007), so only texts that share one of those are compared. Not safe for several
 * threads.
 */
final class NearDuplicates {
    private static final int WORDS = 3;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    private final double threshold;
    private final List<Set<Integer>> known = new ArrayList<>();
    private final Map<Integer, List<Integer>> holders = new HashMap<>();

    /** @param threshold above 0; at most 1, where only the order and number of repeated words may differ */
    NearDuplicates(double threshold) {
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold: " + threshold + " (expected: above 0, at most 1)");
        }
        this.threshold = threshold;
    }

    /** False, and the text is not remembered, where it is nearly one that is. */
    boolean add(String text) {
        Set<Integer> shingles = shingles(text);
        List<Integer> prefix = prefix(shingles);
        Set<Integer> compared = new HashSet<>();
        for (int shingle : prefix) {
            for (int candidate : holders.getOrDefault(shingle, List.of())) {
                if (compared.add(candidate) && similarity(known.get(candidate), shingles) >= threshold) {
                    return false;
                }
            }
        }
        for (int shingle : prefix) {
            holders.computeIfAbsent(shingle, none -> new ArrayList<>()).add(known.size());
        }
        known.add(shingles);
        return true;
    }

    /** As many as cannot all be missing from a set that is similar enough. The order is that of the hashes. */
    private List<Integer> prefix(Set<Integer> shingles) {
        int length = shingles.size() - (int) Math.ceil(threshold * shingles.size() - 1e-9) + 1;
        return shingles.stream().sorted().limit(length).toList();
    }

    static double similarity(Set<Integer> one, Set<Integer> other) {
        Set<Integer> common = new HashSet<>(one);
        common.retainAll(other);
        int union = one.size() + other.size() - common.size();
        return union == 0 ? 1 : (double) common.size() / union;
    }

    /** Hashes of the successive words; a shorter text is one shingle. */
    static Set<Integer> shingles(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        Set<Integer> shingles = new HashSet<>();
        for (int i = 0; i + WORDS <= words.size(); i++) {
            shingles.add(words.subList(i, i + WORDS).hashCode());
        }
        if (shingles.isEmpty()) {
            shingles.add(words.hashCode());
        }
        return shingles;
    }
}
