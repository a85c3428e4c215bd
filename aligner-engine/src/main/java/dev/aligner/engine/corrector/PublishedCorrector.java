package dev.aligner.engine.corrector;

import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.DecoderFamily;
import dev.aligner.engine.weights.ModelConfig;
import dev.aligner.engine.weights.TokenizerSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A published corrector, known by what its files hold: none of them came with an {@code aligner.json}.
 *
 * <p>Aligner-2B, a Gemma of 256,000 rows, is not among them: nothing in its files tells it from the model that it was
 * made from.
 */
enum PublishedCorrector {
    /**
     * {@code aligner/aligner-7b-v1.0} (Ji et al. 2024): a Llama 2 whose training added the one token {@code <pad>}, and
     * so one row to the embedding.
     */
    ALIGNER_7B("aligner-7b-v1.0", "t1") {
        @Override
        boolean fits(DecoderConfig config, TokenizerSource source, Tokenizer tokenizer) {
            return config.kind() == DecoderFamily.LLAMA
                    && config.vocabulary() == LLAMA2_TOKENS + 1
                    && tokenizer.id("<pad>") == LLAMA2_TOKENS
                    && "<s>".equals(source.beginText())
                    && source.chatTemplate() == null;
        }
    };

    private static final int LLAMA2_TOKENS = 32_000;

    private final String published;
    private final String template;

    PublishedCorrector(String published, String template) {
        this.published = published;
        this.template = template;
    }

    abstract boolean fits(DecoderConfig config, TokenizerSource source, Tokenizer tokenizer);

    /** The one that such files are of. */
    static Optional<PublishedCorrector> of(@Nullable ModelConfig config, TokenizerSource source, Tokenizer tokenizer) {
        @Nullable PublishedCorrector found = null;
        if (config instanceof DecoderConfig decoder) {
            for (PublishedCorrector each : values()) {
                found = each.fits(decoder, source, tokenizer) ? each : found;
            }
        }
        return Optional.ofNullable(found);
    }

    /** The name it was published by. */
    String published() {
        return published;
    }

    /** The template that it was trained with. */
    String template() {
        return template;
    }
}
