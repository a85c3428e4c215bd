package dev.aligner.core;

import java.util.Locale;
import java.util.Objects;

/** One turn of the conversation that an answer belongs to. */
public record Message(Role role, String content) {

    /** Who wrote a turn. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT;

        /** The role's name on the wire, for example {@code assistant}. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Message {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
    }
}
