package dev.aligner.spark.executor;

import dev.aligner.core.Correction;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * What Spark's UI shows of each stage. Tasks that fail do not count, nor does a second attempt at a task that has ended:
 * corrections are made in the stage that writes them.
 *
 * @param unchanged the corrector found nothing to change
 * @param bypassed left alone for a reason, with those that failed
 * @param failed could not be corrected
 * @param tokens read and written
 */
public record Counters(
        LongAccumulator rows,
        LongAccumulator corrected,
        LongAccumulator unchanged,
        LongAccumulator bypassed,
        LongAccumulator failed,
        LongAccumulator tokens)
        implements Serializable {
    public static Counters in(SparkContext context) {
        return new Counters(
                context.longAccumulator("aligner rows"),
                context.longAccumulator("aligner corrected"),
                context.longAccumulator("aligner unchanged"),
                context.longAccumulator("aligner bypassed"),
                context.longAccumulator("aligner failed"),
                context.longAccumulator("aligner tokens"));
    }

    void count(Correction correction) {
        rows.add(1);
        switch (correction.action()) {
            case NONE -> unchanged.add(1);
            // a text in the answer's place is a change as well
            case CORRECTED, BLOCKED -> corrected.add(1);
            case BYPASSED -> bypassed.add(1);
        }
        tokens.add((long) correction.usage().promptTokens() + correction.usage().completionTokens());
    }

    void countFailed() {
        rows.add(1);
        bypassed.add(1);
        failed.add(1);
    }
}
