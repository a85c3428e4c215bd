package dev.aligner.engine.contract;

import dev.aligner.core.Corrector;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import java.io.IOException;

/** Opens correctors over one model, which may be random: what it writes is noise, what becomes of it is law. */
public interface CorrectorUnderTest {
    /**
     * The corrector that is looked at.
     *
     * @param settings its {@code aligner.json}
     */
    Corrector open(String settings, LongAnswer longAnswer) throws IOException;

    /** The same model in this process, which takes no answer for a draft: token by token. */
    Corrector plain(String settings, LongAnswer longAnswer) throws IOException;

    /** Whether changes are weighed: not where a server does not tell how probable a prompt's tokens are. */
    default boolean weighs() {
        return true;
    }

    /** Whether all that a request may say of sampling is done; otherwise only what OpenAI's API has. */
    default boolean samplesAll() {
        return true;
    }
}
