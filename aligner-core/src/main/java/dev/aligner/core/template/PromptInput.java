package dev.aligner.core.template;

import dev.aligner.core.Question;
import org.jspecify.annotations.Nullable;

/** What a template has to place. {@code instruction} is null where the request gave none. */
public record PromptInput(
        Question question, String answer, @Nullable String instruction) {}
