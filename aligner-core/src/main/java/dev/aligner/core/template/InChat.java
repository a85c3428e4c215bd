package dev.aligner.core.template;

import dev.aligner.core.Message;
import java.util.List;

/**
 * A text template inside a chat format: its text is the user's single turn, and there is no system turn. This is how
 * the correctors of the {@code stream-aligner} template were trained.
 *
 * @param format of the model that was trained so
 * @param text the template whose id, markers and part of the answer these are
 */
public record InChat(ChatFormat format, PromptTemplate text) implements PromptTemplate {
    @Override
    public String id() {
        return text.id();
    }

    @Override
    public List<PromptPiece> render(PromptInput input) {
        return format.format(List.of(new ChatTurn(Message.Role.USER, text.render(input))));
    }

    @Override
    public List<String> markers() {
        return text.markers();
    }

    @Override
    public boolean addsBeginToken() {
        return false;
    }

    @Override
    public int correctedFrom(String answer) {
        return text.correctedFrom(answer);
    }
}
