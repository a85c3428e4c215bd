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

    /** What it says of being run, and with {@code all} what it says of that too. */
    Optional<Mark> running(boolean all) {
        return marks.stream().filter(mark -> mark.kind().runs(all)).findFirst();
    }

    /** Page and line, as compilers say it. */
    String place() {
        return page + ":" + line;
    }
}
