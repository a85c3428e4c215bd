package dev.aligner.spark.rows;

import dev.aligner.core.AlignerException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the columns of a data set are called.
 *
 * @param question what was asked, as a text
 * @param messages or as a conversation; it wins where a row has both
 * @param answer what was answered
 * @param instruction what to change
 * @param id what a row is known by
 */
public record Columns(String question, String messages, String answer, String instruction, String id)
        implements Serializable {
    private static final List<String> ROLES = List.of("question", "messages", "answer", "instruction", "id");

    /**
     * Those named here, the others by what they are.
     *
     * @param names what a column is to what it is called
     * @throws AlignerException INVALID_FIELD for one that is none of these
     */
    public static Columns named(Map<String, String> names) {
        for (String role : new TreeSet<>(names.keySet())) {
            if (!ROLES.contains(role)) {
                throw AlignerException.invalidField(
                        "column", "column: " + role + " (expected: one of " + String.join(", ", ROLES) + ")");
            }
        }
        return new Columns(
                names.getOrDefault("question", "question"),
                names.getOrDefault("messages", "messages"),
                names.getOrDefault("answer", "answer"),
                names.getOrDefault("instruction", "instruction"),
                names.getOrDefault("id", "id"));
    }
}
