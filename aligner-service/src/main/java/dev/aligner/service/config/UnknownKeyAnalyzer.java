package dev.aligner.service.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to write instead, without a stack trace. */
final class UnknownKeyAnalyzer extends AbstractFailureAnalyzer<UnknownKeyException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnknownKeyException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "Write " + cause.nearest() + ", or remove the key.", cause);
    }
}
