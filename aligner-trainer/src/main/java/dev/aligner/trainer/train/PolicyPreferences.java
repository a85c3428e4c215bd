package dev.aligner.trainer.train;

import dev.aligner.trainer.data.Origin;
import dev.aligner.trainer.data.PreferenceRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.example.ExampleTokens;
import dev.aligner.trainer.example.PolicyTokens;
import java.util.Map;

/** Preferences of a model that answers. */
record PolicyPreferences(PolicyTokens prompts, ExampleTokens targets, int maxTokens)
        implements UnitMaker<PreferenceRow> {
    @Override
    public RowFormat<PreferenceRow> format(Map<String, String> instructions) {
        return RowFormat.preferences();
    }

    @Override
    public Result make(Origin origin, PreferenceRow row) {
        if (row.chosen().equals(row.rejected())) {
            return new Result.Dropped("nothing is preferred: both answers are the same");
        }
        int[] prompt = prompts.prompt(row.question());
        Example chosen = CorrectorPreferences.join(prompt, targets.target(row.chosen()));
        Example rejected = CorrectorPreferences.join(prompt, targets.target(row.rejected()));
        return Math.max(chosen.tokens().length, rejected.tokens().length) > maxTokens
                ? new Result.Dropped("longer than the limit")
                : new Result.Kept(Unit.pair(origin, row.source(), chosen, rejected));
    }
}
