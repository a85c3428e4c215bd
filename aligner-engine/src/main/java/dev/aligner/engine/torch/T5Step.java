package dev.aligner.engine.torch;

import dev.aligner.engine.model.Segment;
import java.util.Arrays;
import java.util.List;

/**
 * A step's segments as the encoder and the decoder take them (see {@code t5.py}). Of a sequence {@code [prompt, target]}
 * the encoder reads the prompt; the decoder's tokens are its start token, then the target. So what a sequence has at its
 * prompt's last position is the start token's, and a target token's position counts from there.
 *
 * @param prompts tokens of all prompts that begin in this step
 * @param promptSlots slot of each
 * @param promptCounts tokens of each
 * @param tokens the decoder's, all segments one after the other
 * @param slots slot of each segment
 * @param starts decoder position of each segment's first token
 * @param counts decoder tokens of each segment
 * @param lengths prompt tokens of each segment's sequence
 * @param rows indices into {@code tokens} whose logits are wanted
 */
record T5Step(
        long[] prompts,
        long[] promptSlots,
        long[] promptCounts,
        long[] tokens,
        long[] slots,
        long[] starts,
        long[] counts,
        long[] lengths,
        long[] rows) {

    /**
     * @throws IllegalArgumentException if a prompt is divided, or logits are wanted within one, where there are none
     */
    static T5Step of(List<Segment> segments, int startToken) {
        segments.forEach(T5Step::check);
        int size = segments.size();
        List<Segment> beginning =
                segments.stream().filter(segment -> segment.start() == 0).toList();
        T5Step step = new T5Step(
                beginning.stream()
                        .flatMapToInt(segment -> Arrays.stream(segment.tokens(), 0, prompt(segment)))
                        .asLongStream()
                        .toArray(),
                beginning.stream().mapToLong(Segment::slot).toArray(),
                beginning.stream().mapToLong(T5Step::prompt).toArray(),
                new long[segments.stream().mapToInt(T5Step::targets).sum()],
                segments.stream().mapToLong(Segment::slot).toArray(),
                new long[size],
                segments.stream().mapToLong(T5Step::targets).toArray(),
                segments.stream().mapToLong(T5Step::prompt).toArray(),
                new long[segments.stream().mapToInt(Segment::logitRows).sum()]);
        int at = 0;
        int row = 0;
        for (int i = 0; i < size; i++) {
            Segment segment = segments.get(i);
            // where in the segment what the decoder computes begins
            int skipped = segment.start() == 0 ? prompt(segment) - 1 : 0;
            step.starts[i] = (long) segment.start() + skipped - (prompt(segment) - 1);
            for (int j = skipped; j < segment.tokens().length; j++) {
                if (j >= segment.logitsFrom()) {
                    step.rows[row++] = at;
                }
                step.tokens[at++] = segment.start() + j < prompt(segment) ? startToken : segment.tokens()[j];
            }
        }
        return step;
    }

    int work() {
        return prompts.length + tokens.length;
    }

    private static int prompt(Segment segment) {
        return segment.conditioning().promptTokens();
    }

    /** Tokens that the decoder computes: a prompt's is the start token. */
    private static int targets(Segment segment) {
        int count = segment.tokens().length;
        return segment.start() == 0 ? count - prompt(segment) + 1 : count;
    }

    private static void check(Segment segment) {
        int prompt = prompt(segment);
        int count = segment.tokens().length;
        boolean whole = prompt > 0 && (segment.start() == 0 ? count >= prompt : segment.start() >= prompt);
        if (!whole) {
            throw new IllegalArgumentException("segment: tokens " + segment.start() + " to " + (segment.start() + count)
                    + " (expected: all of the prompt of " + prompt + ", or none)");
        }
        if (segment.start() == 0 && segment.logitsFrom() < prompt - 1) {
            throw new IllegalArgumentException("segment: logits from " + segment.logitsFrom() + " (expected: from "
                    + (prompt - 1) + " on, the last token of the prompt)");
        }
    }
}
