package dev.aligner.docs;

import java.util.List;
import java.util.Optional;

/**
 * A fenced block.
 *
 * @param page name of its page
 * @param line its first one's number, from 1
 * @param section the heading that it stands under
 * @param language empty where the fence names none
 * @param text with a line feed behind each line
 * @param marks of the comments right before it
 */
record Block(String page, int line, String section, String language, String text, List<Mark> marks) implements Item {

    Optional<Mark> mark(Mark.Kind kind) {
        return marks.stream().filter(mark -> mark.kind() == kind).findFirst();
    }

    boolean has(Mark.Kind kind) {
        return mark(kind).isPresent();
    }

    boolean runs(boolean all) {
        return has(Mark.Kind.RUN) || has(Mark.Kind.SERVES) || (all && has(Mark.Kind.RUN_WITH_ALL));
    }

    /** Page and line, as compilers say it. */
    String place() {
        return page + ":" + line;
    }
}
