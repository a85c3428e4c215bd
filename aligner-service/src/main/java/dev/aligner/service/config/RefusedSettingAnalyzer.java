package dev.aligner.service.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong, without a stack trace. */
final class RefusedSettingAnalyzer extends AbstractFailureAnalyzer<RefusedSettingException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RefusedSettingException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), "Change the setting, or remove it.", cause);
    }
}
