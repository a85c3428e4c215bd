package dev.aligner.service.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which keys contradict each other, without a stack trace. */
final class ContradictionAnalyzer extends AbstractFailureAnalyzer<ContradictionException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ContradictionException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), "Change one of the keys, or remove it.", cause);
    }
}
