package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with one file, gathered so that a person mends it once and not one error at a time. */
final class Problems {
    private static final int SHOWN = 20;
    private static final int MAX_CHARS = 400;

    private final Path file;
    private final List<String> shown = new ArrayList<>();
    private int count;

    Problems(Path file) {
        this.file = file;
    }

    void add(String problem) {
        if (shown.size() < SHOWN) {
            shown.add(printable(problem));
        }
        count++;
    }

    /** A problem of another file that this one needs, with that file's name: as long as it is, it is bounded already. */
    void add(AlignerException problem) {
        if (shown.size() < SHOWN) {
            shown.add(String.valueOf(problem.getMessage()));
        }
        count++;
    }

    void throwIfAny() {
        if (count > 0) {
            throw exception();
        }
    }

    private AlignerException exception() {
        String listed = String.join("; ", shown);
        String rest = count > shown.size() ? "; and " + (count - shown.size()) + " more" : "";
        String heading = count > 1 ? count + " problems: " : "";
        return AlignerException.of(ErrorCode.MODEL_FILE, file + ": " + heading + listed + rest);
    }

    /** A problem after which nothing else in the file can be believed. */
    static AlignerException fatal(Path file, String problem) {
        return AlignerException.of(ErrorCode.MODEL_FILE, file + ": " + printable(problem));
    }

    static AlignerException fatal(Path file, String problem, Throwable cause) {
        return AlignerException.of(ErrorCode.MODEL_FILE, file + ": " + printable(problem), cause);
    }

    /** Names come from the file, so they may hold anything: nothing may forge a line of the log. */
    private static String printable(String problem) {
        String bounded = problem.length() > MAX_CHARS ? problem.substring(0, MAX_CHARS) + "..." : problem;
        var text = new StringBuilder(bounded.length());
        bounded.chars().forEach(c -> text.append(Character.isISOControl(c) ? '?' : (char) c));
        return text.toString();
    }
}
