package dev.aligner.service.bridge;

import dev.aligner.core.Usage;
import java.util.Optional;
import reactor.util.context.ContextView;

/** Who pays for corrections: it stands in the context of whoever asks for them, by this type. Must not block. */
public interface TokenAccount {

    /** Tokens that a corrector has read and written. */
    void spent(Usage usage);

    /** One more request, of a caller that is in already. Throws {@link dev.aligner.core.AlignerException} RATE_LIMITED. */
    void oneMore();

    /** Whose account it is; nobody's where nobody is told apart. */
    static Optional<TokenAccount> of(ContextView context) {
        return context.getOrEmpty(TokenAccount.class);
    }
}
