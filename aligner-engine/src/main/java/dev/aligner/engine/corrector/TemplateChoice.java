package dev.aligner.engine.corrector;

import dev.aligner.core.template.ChatFormat;
import dev.aligner.core.template.PromptTemplate;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.weights.ModelConfig;
import dev.aligner.engine.weights.TokenizerSource;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A corrector's template and why it is this one. What {@code aligner.json} names comes first, then what the model is
 * known to have been trained with, then its chat format, then the Aligner's own template.
 *
 * @param reason for a person to read
 */
record TemplateChoice(PromptTemplate template, String reason) {
    private static final String CHAT = "chat";
    private static final String ALIGNER = "t1";

    /**
     * Chooses.
     *
     * @param path of the model, for messages
     * @param config null where the weights are elsewhere
     * @param chat the model's chat format, or null where it has none
     */
    static TemplateChoice of(
            Path path,
            CorrectorSettings settings,
            @Nullable ModelConfig config,
            TokenizerSource source,
            Tokenizer tokenizer,
            @Nullable ChatFormat chat) {
        String named = settings.template();
        if (named != null) {
            return new TemplateChoice(settings.template(path, named, chat), "named by " + CorrectorSettings.FILE);
        }
        Optional<PublishedCorrector> known = PublishedCorrector.of(config, source, tokenizer);
        if (known.isPresent()) {
            return new TemplateChoice(
                    settings.template(path, known.get().template(), chat),
                    "the files look like " + known.get().published() + ", which was trained with it");
        }
        if (chat != null) {
            return new TemplateChoice(settings.template(path, CHAT, chat), "the model has a chat format");
        }
        return new TemplateChoice(
                settings.template(path, ALIGNER, null), "the model has no chat format, and nothing names another");
    }
}
