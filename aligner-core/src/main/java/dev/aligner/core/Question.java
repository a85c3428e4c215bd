package dev.aligner.core;

import java.util.List;

/**
 * What the upstream model was asked: the conversation up to and including the user's turn that the answer answers.
 *
 * @param messages at least one; the last one is the user's
 */
public record Question(List<Message> messages) {

    public Question {
        messages = List.copyOf(messages);
        if (messages.isEmpty() || messages.get(messages.size() - 1).role() != Message.Role.USER) {
            throw AlignerException.invalidField(
                    "messages", "messages: the last of at least one must have the role user");
        }
    }

    /** A question of a single turn. */
    public static Question of(String text) {
        return new Question(List.of(new Message(Message.Role.USER, text)));
    }

    /** The turn that was answered. */
    public String lastTurn() {
        return messages.get(messages.size() - 1).content();
    }

    /** Whether there is nothing before the turn that was answered. */
    public boolean singleTurn() {
        return messages.size() == 1;
    }
}
