package dev.aligner.core.policy;

import dev.aligner.core.AlignerException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which instructions a caller may give. The names are the operator's and appear in messages; what a caller wrote never
 * does.
 */
public sealed interface InstructionPolicy {
    /** The instructions that have a name, name to text. */
    Map<String, String> named();

    /**
     * The text that the corrector is given for what a request holds: the named instruction if it is a name, else what
     * the policy says. Outer white space does not count.
     *
     * @return null if the request has no instruction, or a blank one
     * @throws AlignerException with {@link dev.aligner.core.ErrorCode#INVALID_FIELD} if the instruction is not allowed
     */
    default @Nullable String resolve(@Nullable String requested) {
        String instruction =
                requested == null ? "" : EdgeWhitespace.of(requested).core();
        if (instruction.isEmpty()) {
            return null;
        }
        String known = named().get(instruction);
        return known == null ? unnamed(instruction) : known;
    }

    /** An instruction that is not a name: what becomes of it. It is neither blank nor has outer white space. */
    String unnamed(String instruction);

    /**
     * Any text of one line, and the named ones.
     *
     * @param maxLength of a caller's own text, in code points
     */
    record FreeText(int maxLength, Map<String, String> named) implements InstructionPolicy {
        /** Long enough for a sentence or three, too short for a prompt of its own. */
        public static final int DEFAULT_MAX_LENGTH = 500;

        public FreeText {
            if (maxLength < 1) {
                throw new IllegalArgumentException("maxLength: " + maxLength + " (expected: >= 1)");
            }
            named = checked(named);
        }

        @Override
        public String unnamed(String instruction) {
            int length = instruction.codePointCount(0, instruction.length());
            if (length > maxLength) {
                throw refused(length + " code points (expected: at most " + maxLength + ", or " + names(named) + ")");
            }
            instruction
                    .codePoints()
                    .filter(InstructionPolicy::breaksLine)
                    .findFirst()
                    .ifPresent(control -> {
                        throw refused(length + " code points with a control character or line break, U+"
                                + String.format(Locale.ROOT, "%04X", control) + " (expected: text of one line, or "
                                + names(named) + ")");
                    });
            return instruction;
        }
    }

    /** The named instructions and no other. */
    record NamedOnly(Map<String, String> named) implements InstructionPolicy {
        public NamedOnly {
            named = checked(named);
        }

        @Override
        public String unnamed(String instruction) {
            throw refused(instruction.codePointCount(0, instruction.length()) + " code points (expected: "
                    + names(named) + ")");
        }
    }

    private static AlignerException refused(String message) {
        return AlignerException.invalidField("instruction", "instruction: " + message);
    }

    private static String names(Map<String, String> named) {
        return named.isEmpty() ? "no instruction by name" : "one of the names " + String.join(", ", named.keySet());
    }

    /** A line break would let an instruction write a template's next line. */
    private static boolean breaksLine(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static Map<String, String> checked(Map<String, String> named) {
        named.forEach((name, text) -> {
            if (name.isBlank() || !name.equals(name.strip()) || text.isBlank()) {
                throw new IllegalArgumentException(
                        "instruction \"" + name + "\": (expected: a name without outer white space, a text not blank)");
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(named));
    }
}
