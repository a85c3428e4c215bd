package dev.aligner.docs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment of a page that says what becomes of a block, in words that no reader of the page sees.
 *
 * @param text what stands behind the colon; empty without one
 */
record Mark(Kind kind, String text) implements Item {
    /** What may be said; docs/checked.md explains each. */
    enum Kind {
        RUN("run"),
        RUN_WITH_ALL("run with --all"),
        SERVES("serves"),
        SERVES_WITH_ALL("serves with --all"),
        NOT_RUN("not run"),
        ANSWER("answer"),
        FILE("file"),
        PART_OF("part of"),
        HELD_BY("held by"),
        BESIDE("beside"),
        BESIDE_WITH_ALL("beside with --all"),
        EXPECT("expect");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        boolean serves() {
            return this == SERVES || this == SERVES_WITH_ALL;
        }

        boolean beside(boolean all) {
            return this == BESIDE || (all && this == BESIDE_WITH_ALL);
        }

        boolean runs(boolean all) {
            return this == RUN || this == SERVES || (all && (this == RUN_WITH_ALL || this == SERVES_WITH_ALL));
        }

        /** Whether it is about the block that follows; the others stand for themselves. */
        boolean ofBlock() {
            return this != EXPECT && !beside(true);
        }
    }

    private static final Pattern COMMENT =
            Pattern.compile("<!--\\s*([a-z -]+?)\\s*(?::\\s*(.*?))?\\s*-->", Pattern.DOTALL);

    /** @return nothing where a comment says something else */
    static Optional<Mark> of(String comment) {
        Matcher matcher = COMMENT.matcher(comment);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(matcher.group(1))) {
                String text = matcher.group(2);
                return Optional.of(new Mark(kind, text == null ? "" : text));
            }
        }
        return Optional.empty();
    }
}
