package dev.aligner.trainer.judge;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a judge says of two responses in the order in which it saw them. */
enum Choice {
    FIRST,
    SECOND,
    EQUAL;

    private static final Pattern TAG =
            Pattern.compile("\\[\\[\\s*(response\\s*A|response\\s*B|equal)\\s*\\]\\]", Pattern.CASE_INSENSITIVE);

    /** The last tag of a reply: judges reason first, and may name the tags while they do. Empty if there is none. */
    static Optional<Choice> in(String reply) {
        Optional<Choice> choice = Optional.empty();
        Matcher tags = TAG.matcher(reply);
        while (tags.find()) {
            String tag = tags.group(1);
            choice = Optional.of(
                    switch (tag.charAt(tag.length() - 1)) {
                        case 'A', 'a' -> FIRST;
                        case 'B', 'b' -> SECOND;
                        default -> EQUAL;
                    });
        }
        return choice;
    }
}
