package dev.aligner.engine.torch;

import dev.aligner.engine.model.Segment;
import java.util.Arrays;
import java.util.List;

/**
 * A step's segments, laid end to end as the program takes them (see {@code decoder.py}).
 *
 * @param turns tokens that are written, then read, then written, and so on
 * @param runs tokens of neighbours under the same adapter
 * @param rowRuns rows of the same
 * @param adapters of each run
 * @param scales of each segment how far it is steered; none where none is
 */
record StepArguments(
        long[] tokens,
        long[] positions,
        long[] slots,
        long[] starts,
        long[] counts,
        long[] rows,
        long[] turns,
        long[] runs,
        long[] rowRuns,
        long[] adapters,
        double[] scales) {
    private static final double[] UNSTEERED = {};

    static StepArguments of(List<Segment> segments) {
        int total =
                segments.stream().mapToInt(segment -> segment.tokens().length).sum();
        int wanted = segments.stream().mapToInt(Segment::logitRows).sum();
        int size = segments.size();
        StepArguments step = new StepArguments(
                new long[total],
                new long[total],
                new long[size],
                new long[size],
                new long[size],
                new long[wanted],
                turns(segments),
                new long[size],
                new long[size],
                new long[size],
                scales(segments));
        int at = 0;
        int row = 0;
        int run = -1;
        for (int i = 0; i < size; i++) {
            Segment segment = segments.get(i);
            int count = segment.tokens().length;
            step.slots[i] = segment.slot();
            step.starts[i] = segment.start();
            step.counts[i] = count;
            for (int j = 0; j < count; j++) {
                step.tokens[at + j] = segment.tokens()[j];
                step.positions[at + j] = (long) segment.start() + j;
                if (j >= segment.logitsFrom()) {
                    step.rows[row++] = (long) at + j;
                }
            }
            at += count;
            int adapter = segment.conditioning().adapter();
            if (run < 0 || step.adapters[run] != adapter) {
                step.adapters[++run] = adapter;
            }
            step.runs[run] += count;
            step.rowRuns[run] += segment.logitRows();
        }
        return step;
    }

    private static double[] scales(List<Segment> segments) {
        for (Segment segment : segments) {
            if (segment.conditioning().steering() != 0) {
                return segments.stream()
                        .mapToDouble(each -> each.conditioning().steering())
                        .toArray();
            }
        }
        return UNSTEERED;
    }

    private static long[] turns(List<Segment> segments) {
        long[] turns = new long[2 * segments.size() + 2];
        int turn = 0;
        for (Segment segment : segments) {
            int count = segment.tokens().length;
            int read = segment.read();
            if (read > 0) {
                turn += turn % 2 == 0 ? 1 : 0;
                turns[turn] += read;
            }
            if (read < count) {
                turn += turn % 2;
                turns[turn] += count - read;
            }
        }
        return Arrays.copyOf(turns, turn + 1);
    }
}
