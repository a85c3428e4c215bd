package dev.aligner.trainer.evaluate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * chrF2 of one text against one reference: the F-score (β = 2) of the mean precision and the mean recall of its
 * character n-grams, n = 1..6, white space left out (Popović 2015; as sacrebleu 2 computes it, without word n-grams).
 * Characters are code points.
 */
final class Chrf {
    private static final int ORDER = 6;
    private static final double BETA_SQUARED = 4;

    private Chrf() {}

    /** @return 0..100; 100 exactly for texts that are equal but for white space and hold a character */
    static double score(String text, String reference) {
        return score(text, reference, BETA_SQUARED);
    }

    /** The same with β = 1, so that what is too much counts like what is missing: 0..100, symmetric. */
    static double similarity(String text, String other) {
        return score(text, other, 1);
    }

    private static double score(String text, String reference, double betaSquared) {
        int[] written = visible(text);
        int[] wanted = visible(reference);
        double precision = 0;
        double recall = 0;
        int orders = 0;
        for (int n = 1; n <= ORDER && n <= written.length && n <= wanted.length; n++) {
            int matches = matches(written, wanted, n);
            precision += (double) matches / (written.length - n + 1);
            recall += (double) matches / (wanted.length - n + 1);
            orders++;
        }
        if (precision + recall == 0) {
            return 0;
        }
        precision /= orders;
        recall /= orders;
        return 100 * (1 + betaSquared) * precision * recall / (betaSquared * precision + recall);
    }

    private static int[] visible(String text) {
        return text.codePoints()
                .filter(codePoint -> !Character.isWhitespace(codePoint) && !Character.isSpaceChar(codePoint))
                .toArray();
    }

    private static int matches(int[] written, int[] wanted, int n) {
        Map<Gram, Integer> left = new HashMap<>();
        for (int at = 0; at + n <= wanted.length; at++) {
            left.merge(new Gram(wanted, at, n), 1, Integer::sum);
        }
        int matches = 0;
        for (int at = 0; at + n <= written.length; at++) {
            Gram gram = new Gram(written, at, n);
            Integer count = left.get(gram);
            if (count != null && count > 0) {
                left.put(gram, count - 1);
                matches++;
            }
        }
        return matches;
    }

    /** A stretch of a text, equal to any other with the same code points. */
    private static final class Gram {
        private final int[] text;
        private final int start;
        private final int length;
        private final int hash;

        Gram(int[] text, int start, int length) {
            this.text = text;
            this.start = start;
            this.length = length;
            int sum = 1;
            for (int at = start; at < start + length; at++) {
                sum = 31 * sum + text[at];
            }
            this.hash = sum;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Gram gram
                    && Arrays.equals(text, start, start + length, gram.text, gram.start, gram.start + gram.length);
        }
    }
}
