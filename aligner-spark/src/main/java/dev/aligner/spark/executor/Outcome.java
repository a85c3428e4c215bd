package dev.aligner.spark.executor;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;

/** What became of one row. */
sealed interface Outcome {
    /** The corrector had it, and perhaps left it alone. */
    record Corrected(Correction correction) implements Outcome {}

    /** It could not be corrected, and would not be another time. */
    record Failed(AlignerException failure) implements Outcome {}
}
