package dev.aligner.trainer.train;

import dev.aligner.trainer.data.NegativeRow;
import dev.aligner.trainer.data.Origin;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.example.ExampleTokens;
import dev.aligner.trainer.example.PolicyTokens;
import dev.aligner.trainer.recipe.Goal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Answers that a model should not give. */
record PolicyNegatives(PolicyTokens prompts, ExampleTokens targets, int maxTokens, Goal.D2o goal)
        implements UnitMaker<NegativeRow> {
    @Override
    public RowFormat<NegativeRow> format(Map<String, String> instructions) {
        return RowFormat.negatives();
    }

    @Override
    public Result make(Origin origin, NegativeRow row) {
        int[] prompt = prompts.prompt(row.question());
        Example negative = CorrectorPreferences.join(prompt, targets.target(row.rejected()));
        boolean drawn = row.samples().isEmpty();
        if (!drawn && row.samples().size() < goal.samples()) {
            return new Result.Dropped("fewer self-samples than objective.samples, but some");
        }
        Unit unit = drawn
                ? Unit.negative(origin, row.source(), negative, goal.samples(), goal.sampleTokens())
                : Unit.sampled(origin, row.source(), group(prompt, row.samples(), negative));
        return unit.longest() > maxTokens ? new Result.Dropped("longer than the limit") : new Result.Kept(unit);
    }

    private List<Example> group(int[] prompt, List<String> samples, Example negative) {
        return Stream.concat(
                        samples.stream()
                                .limit(goal.samples())
                                .map(sample -> CorrectorPreferences.join(prompt, targets.target(sample))),
                        Stream.of(negative))
                .toList();
    }
}
