package dev.aligner.core.template;

import java.util.List;

/** How a model writes a chat down: its chat template. */
@FunctionalInterface
public interface ChatFormat {
    /** The turns, followed by whatever makes the model begin its own; data stays {@link PromptPiece.Data}. */
    List<PromptPiece> format(List<ChatTurn> turns);
}
