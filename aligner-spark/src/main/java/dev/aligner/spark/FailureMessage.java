package dev.aligner.spark;

import dev.aligner.core.AlignerException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;

/** What went wrong, in a line. */
final class FailureMessage {
    private static final String NAME = AlignerException.class.getName() + ": ";

    private FailureMessage() {}

    /** Of a failure that was to be expected, here or on an executor; of a defect none. */
    static Optional<String> of(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof AlignerException
                    || each instanceof UncheckedIOException
                    || each instanceof AnalysisException) {
                return Optional.of(firstLine(String.valueOf(each.getMessage())));
            }
        }
        // where Spark could bring home no more of it than its text
        String text = String.valueOf(failure.getMessage());
        int start = text.indexOf(NAME);
        return start < 0 ? Optional.empty() : Optional.of(firstLine(text.substring(start + NAME.length())));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
