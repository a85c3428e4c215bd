package dev.aligner.core.template;

import dev.aligner.core.Message;
import java.util.List;

/** One turn of a chat prompt, its content still in pieces. */
public record ChatTurn(Message.Role role, List<PromptPiece> content) {
    public ChatTurn {
        content = List.copyOf(content);
    }
}
