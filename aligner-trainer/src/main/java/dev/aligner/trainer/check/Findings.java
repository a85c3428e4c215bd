package dev.aligner.trainer.check;

import java.util.List;
import java.util.Map;

/**
 * What a check found, as it is written in JSON.
 *
 * @param rows good ones
 * @param badRows rows that cannot be used
 * @param bad the first of them
 * @param splits rows by split
 * @param licences rows by licence
 * @param lengths by what is measured
 * @param dropped rows by reason; empty where no model was given
 */
record Findings(
        List<String> files,
        int rows,
        int badRows,
        List<Bad> bad,
        Map<String, Integer> splits,
        Map<String, Integer> licences,
        List<Source> sources,
        Repeats repeats,
        Leaks leaks,
        Map<String, Percentiles> lengths,
        Map<String, Integer> dropped) {

    /** A place that holds no row. */
    record Bad(String place, String reason) {}

    /** A place and an earlier one. */
    record Pair(String place, String earlier) {}

    /** How often something occurred, and the first few places. */
    record Repeat(int rows, List<Pair> first) {}

    /**
     * Rows that repeat an earlier one.
     *
     * @param same in everything
     * @param nearlySame but for case, punctuation and white space
     * @param otherCorrection same question, answer and instruction
     * @param sameAnswer same answer and instruction, another question
     */
    record Repeats(Repeat same, Repeat nearlySame, Repeat otherCorrection, Repeat sameAnswer) {}

    /** Rows that have something from another split. */
    record Leaks(Repeat question, Repeat answer) {}

    /**
     * Rows of one source.
     *
     * @param licences as the rows name them
     * @param identities rows whose correction is the answer
     * @param similarity of answer and correction where they differ: 1 less the share of characters that edits delete or
     *     insert, 0..1
     */
    record Source(
            String name,
            int rows,
            List<String> licences,
            Map<String, Integer> splits,
            int identities,
            Percentiles similarity) {
        double identityShare() {
            return (double) identities / rows;
        }
    }
}
