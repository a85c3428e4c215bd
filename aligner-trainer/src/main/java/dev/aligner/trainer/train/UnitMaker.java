package dev.aligner.trainer.train;

import dev.aligner.core.AlignerException;
import dev.aligner.trainer.data.Origin;
import dev.aligner.trainer.data.ReadRow;
import dev.aligner.trainer.data.Row;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Rows of one kind, and what they become. */
interface UnitMaker<T extends Row> {

    /** How the rows are written; {@code instructions} are those of kinds. */
    RowFormat<T> format(Map<String, String> instructions);

    /** The unit that a row gives, or why it gives none. */
    Result make(Origin origin, T row);

    /**
     * The row as one whose answer is to be repeated.
     *
     * @throws AlignerException INVALID_FIELD where rows of this kind teach no such thing
     */
    default T copied(T row) {
        throw AlignerException.invalidField(
                "data", "data: copied: true (expected: only with the objectives sft and ift)");
    }

    /** What became of a row. */
    sealed interface Result {
        record Kept(Unit unit) implements Result {}

        record Dropped(String reason) implements Result {}
    }

    /** A row at its place. */
    record Placed<T>(Origin origin, T row) {}

    /**
     * The rows of a file.
     *
     * @throws AlignerException INVALID_FIELD at the first bad row, with its place
     */
    default Stream<Placed<T>> read(Path file, Map<String, String> instructions) {
        return RowReader.read(file, format(instructions)).map(read -> {
            if (read instanceof ReadRow.Good<T> good) {
                return new Placed<>(good.origin(), good.row());
            }
            String reason = ((ReadRow.Bad<T>) read).reason();
            throw AlignerException.invalidField(
                    "data", read.origin() + ": " + reason + "; `data check` lists all such rows");
        });
    }
}
