package dev.aligner.trainer.pairs;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a tool that trains reads its rows: JSONL, an object a line. Every row has one more field, {@code aligner}, that
 * no tool reads: where its texts come from, the edit ratio and the margin. They are not fields of their own because
 * TRL's reward trainer takes a column {@code margin} as part of its loss.
 */
interface RowLayout {
    /** Name of the file that holds such rows. */
    String file();

    /** Fills the row, or null where this layout cannot hold the sample's conversation. */
    @Nullable
    ObjectNode write(Outcome.Sampled sample, ObjectNode row);

    /** The row of a sample that is kept, or empty where this layout cannot hold its conversation. */
    default Optional<ObjectNode> row(Outcome.Sampled sample, Verdict verdict, Origin origin) {
        ObjectNode row = write(sample, JsonNodeFactory.instance.objectNode());
        if (row == null) {
            return Optional.empty();
        }
        Provenance.write(sample, verdict, origin, row.putObject("aligner"));
        return Optional.of(row);
    }
}
