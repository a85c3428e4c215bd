package dev.aligner.trainer.train;

import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.Origin;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.example.ExampleMaker;
import dev.aligner.trainer.example.Made;
import dev.aligner.trainer.recipe.Identities;
import java.util.Map;

/** Corrections to be learned word by word. */
record CorrectionUnits(ExampleMaker examples) implements UnitMaker<CorrectionRow> {
    @Override
    public RowFormat<CorrectionRow> format(Map<String, String> instructions) {
        return RowFormat.corrections(instructions);
    }

    @Override
    public Result make(Origin origin, CorrectionRow row) {
        Made made = examples.make(row);
        if (made instanceof Made.Kept kept) {
            return new Result.Kept(Unit.correction(origin, row.source(), kept.example(), kept.targets()));
        }
        return new Result.Dropped(((Made.Dropped) made).reason().description());
    }

    @Override
    public CorrectionRow copied(CorrectionRow row) {
        return identity(row, Identities.Place.FIRST);
    }

    /** The row that teaches to copy instead. */
    static CorrectionRow identity(CorrectionRow row, Identities.Place place) {
        String copied = switch (place) {
            case FIRST -> row.answer();
            case MIXED -> row.correction();
        };
        return new CorrectionRow(
                row.question(), copied, copied, row.instruction(), row.source(), row.licence(), row.split());
    }
}
