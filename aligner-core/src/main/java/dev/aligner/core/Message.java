package dev.aligner.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

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

        /** The role with this name on the wire, if there is one. */
        public static Optional<Role> named(String wireName) {
            return Arrays.stream(values())
                    .filter(role -> role.wireName().equals(wireName))
                    .findFirst();
        }
    }

    public Message {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
    }
}
