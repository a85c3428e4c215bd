package dev.aligner.springai;

import dev.aligner.core.Message;
import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.chat.prompt.Prompt;

/** What a prompt asks. */
final class Conversation {
    private Conversation() {}

    /** Its turns that are text; not what tools said. */
    static List<Message> of(Prompt prompt) {
        List<Message> turns = new ArrayList<>();
        prompt.getInstructions().forEach(message -> {
            String text = message.getText();
            if (text != null && !text.isBlank()) {
                switch (message.getMessageType()) {
                    case USER -> turns.add(new Message(Message.Role.USER, text));
                    case SYSTEM -> turns.add(new Message(Message.Role.SYSTEM, text));
                    case ASSISTANT -> turns.add(new Message(Message.Role.ASSISTANT, text));
                    case TOOL -> {}
                }
            }
        });
        return turns;
    }
}
