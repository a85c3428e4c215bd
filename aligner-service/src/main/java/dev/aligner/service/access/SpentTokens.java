package dev.aligner.service.access;

import dev.aligner.core.Usage;
import dev.aligner.service.bridge.TokenAccount;
import dev.aligner.service.quota.Admission;

/** Puts what a request costs down to its caller. */
record SpentTokens(Admission.Granted granted) implements TokenAccount {
    @Override
    public void spent(Usage usage) {
        granted.account().spent(granted.limits(), (long) usage.promptTokens() + usage.completionTokens());
    }

    @Override
    public void oneMore() {
        granted.account().take(granted.limits()).ifPresent(refused -> {
            throw AccessFilter.tooMuch(refused);
        });
    }
}
