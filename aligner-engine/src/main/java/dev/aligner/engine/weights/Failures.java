package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is wrong with several files of a model, gathered so that a person mends them together. */
final class Failures {
    private final List<AlignerException> failures = new ArrayList<>();

    /** The result, or nothing where it failed. */
    <T> Optional<T> attempt(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (AlignerException e) {
            failures.add(e);
            return Optional.empty();
        }
    }

    /** One failure as it is; several as one, which has each of them as a suppressed exception. */
    void throwIfAny() {
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        if (!failures.isEmpty()) {
            AlignerException all = AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    failures.size() + " files: "
                            + failures.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")));
            failures.forEach(all::addSuppressed);
            throw all;
        }
    }
}
