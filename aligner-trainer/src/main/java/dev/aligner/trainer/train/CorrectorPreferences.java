package dev.aligner.trainer.train;

import dev.aligner.core.policy.EdgeWhitespace;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.Origin;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.example.ExampleMaker;
import dev.aligner.trainer.example.Made;
import java.util.Arrays;
import java.util.Map;

/** A corrector's preferences: asked to correct the answer, rather the correction than the answer again. */
record CorrectorPreferences(ExampleMaker examples) implements UnitMaker<CorrectionRow> {
    @Override
    public RowFormat<CorrectionRow> format(Map<String, String> instructions) {
        return RowFormat.corrections(instructions);
    }

    @Override
    public Result make(Origin origin, CorrectionRow row) {
        if (EdgeWhitespace.of(row.answer())
                .core()
                .equals(EdgeWhitespace.of(row.correction()).core())) {
            return new Result.Dropped("nothing is preferred: the correction is the answer");
        }
        Made made = examples.make(row);
        if (!(made instanceof Made.Kept kept)) {
            return new Result.Dropped(((Made.Dropped) made).reason().description());
        }
        Example chosen = kept.example();
        Example rejected = join(chosen.prompt(), examples.tokens().target(row.answer()));
        return rejected.tokens().length > examples.maxTokens()
                ? new Result.Dropped("longer than the limit")
                : new Result.Kept(Unit.pair(origin, row.source(), chosen, rejected));
    }

    static Example join(int[] prompt, int[] target) {
        int[] both = Arrays.copyOf(prompt, prompt.length + target.length);
        System.arraycopy(target, 0, both, prompt.length, target.length);
        return new Example(both, prompt.length);
    }
}
