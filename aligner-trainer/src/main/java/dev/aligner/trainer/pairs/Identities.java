package dev.aligner.trainer.pairs;

import dev.aligner.core.policy.LoopDetector;
import dev.aligner.trainer.data.CorrectionRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes good answers into rows that teach to leave them alone.
 *
 * @param minChars of an answer, in code points
 * @param maxChars of an answer, in code points
 * @param similarity from which on two answers are duplicates of each other, above 0; above 1: only equal ones are
 * @param instructions drawn from for the rows that get one
 * @param instructedShare of rows that get one, 0..1
 */
record Identities(int minChars, int maxChars, double similarity, List<String> instructions, double instructedShare) {

    Identities {
        check(minChars >= 1, "min-chars", minChars, ">= 1");
        check(maxChars >= minChars, "max-chars", maxChars, ">= " + minChars);
        check(similarity > 0, "near-duplicates", similarity, "above 0");
        check(instructedShare >= 0 && instructedShare <= 1, "instructed-share", instructedShare, "0..1");
        check(
                instructedShare == 0 || !instructions.isEmpty(),
                "instructed-share",
                instructedShare,
                "0 without --instruction");
        instructions = List.copyOf(instructions);
    }

    private static void check(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }

    /**
     * As many rows as there are answers of the right length, degenerate ones and duplicates left out; the same for the
     * same seed.
     *
     * @param count at most so many, drawn at random; null for all, in their order
     */
    List<CorrectionRow> of(List<CorrectionRow> answered, @Nullable Integer count, long seed) {
        Random random = new Random(seed);
        List<CorrectionRow> shuffled = new ArrayList<>(answered);
        if (count != null) {
            Collections.shuffle(shuffled, random);
        }
        Set<String> seen = new HashSet<>();
        NearDuplicates near = similarity > 1 ? null : new NearDuplicates(similarity);
        List<CorrectionRow> rows = new ArrayList<>();
        for (CorrectionRow row : shuffled) {
            if (count != null && rows.size() == count) {
                break;
            }
            if (usable(row.answer()) && seen.add(row.answer()) && (near == null || near.add(row.answer()))) {
                rows.add(identity(row, random));
            }
        }
        return List.copyOf(rows);
    }

    private boolean usable(String answer) {
        int length = answer.codePointCount(0, answer.length());
        return length >= minChars && length <= maxChars && !answer.isBlank() && !new LoopDetector("").feed(answer);
    }

    private CorrectionRow identity(CorrectionRow row, Random random) {
        boolean instructed = random.nextDouble() < instructedShare;
        String source = row.source().startsWith("identity:") ? row.source() : "identity:" + row.source();
        return new CorrectionRow(
                row.question(),
                row.answer(),
                row.answer(),
                instructed ? instructions.get(random.nextInt(instructions.size())) : null,
                source,
                row.licence(),
                row.split());
    }
}
