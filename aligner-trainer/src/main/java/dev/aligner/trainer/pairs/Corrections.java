package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Question;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where corrections come from: a corrector in this process, or a running service. */
interface Corrections extends AutoCloseable {
    ModelName name();

    /**
     * Starts a correction; several may be under way at once.
     *
     * @return fails with {@link AlignerException}: TOO_LARGE or INVALID_FIELD where only this answer is at fault
     */
    CompletableFuture<Corrected> correct(Question question, String answer, @Nullable String instruction);

    @Override
    void close();

    /**
     * A corrected answer.
     *
     * @param editRatio (deleted + inserted) / (length before + length after) in code points, 0..1
     * @param margin log P(correction) - log P(unchanged) under the corrector, or null where it computes none
     * @param reason why the answer was left alone, in the wire's spelling, or null
     */
    record Corrected(
            String text,
            double editRatio,
            @Nullable Double margin,
            @Nullable String reason) {}
}
