package dev.aligner.trainer.train;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.model.Reference;
import dev.aligner.trainer.model.TrainingModel;
import dev.aligner.trainer.objective.DpoLoss;
import dev.aligner.trainer.objective.Length;
import dev.aligner.trainer.recipe.Goal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** DPO against the model as it is loaded, which a resumed run loads again: there is nothing to keep in a checkpoint. */
final class PreferenceMethod implements TrainingMethod {
    private final TrainingModel model;
    private final Goal.Dpo goal;
    private final Length length;
    private final Reference start;

    /** Sums of each text of a pair under the start, or null where they are computed with each step. */
    private final @Nullable Map<Example, Double> known;

    /** @param model as it is before the first step; a resumed run's is restored afterwards */
    PreferenceMethod(TrainingModel model, Goal.Dpo goal) {
        this.model = model;
        this.goal = goal;
        this.length = Terms.length(goal.length());
        this.start = model.reference();
        this.known = goal.reference() == Goal.Reference.ONCE ? new HashMap<>() : null;
    }

    @Override
    public void prepare(List<List<Unit>> batches) {
        if (known == null) {
            return;
        }
        for (List<Unit> batch : batches) {
            List<Example> examples = examples(batch);
            double[] sums = sums(model.score(examples, start));
            for (int i = 0; i < sums.length; i++) {
                // a row that is trained on twice has one reference
                known.putIfAbsent(examples.get(i), sums[i]);
            }
        }
    }

    @Override
    public double weight(List<Unit> batch) {
        return batch.size();
    }

    @Override
    public double backward(List<Unit> batch, double share) {
        List<Example> examples = examples(batch);
        return model.backward(examples, loss(reference(examples)).times(share), 0);
    }

    @Override
    public Map<String, Double> evaluate(List<List<Unit>> heldOut) {
        Mean losses = new Mean();
        Mean preferred = new Mean();
        for (List<Unit> batch : heldOut) {
            List<Example> examples = examples(batch);
            double[] reference = sums(model.score(examples, start));
            double[][] scores = model.score(examples);
            for (int i = 0; i < scores.length; i += 2) {
                double[][] pair = {scores[i], scores[i + 1]};
                double loss = loss(new double[] {reference[i], reference[i + 1]})
                        .of(pair)
                        .value();
                losses.add(loss);
                preferred.add(loss < Math.log(2) ? 1 : 0);
            }
        }
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("eval_loss", losses.value());
        values.put("eval_preferred", preferred.value());
        return values;
    }

    @Override
    public void close() {
        start.close();
    }

    private DpoLoss loss(double[] reference) {
        return new DpoLoss(goal.beta(), length, reference);
    }

    private double[] reference(List<Example> examples) {
        Map<Example, Double> computed = known;
        return computed == null
                ? sums(model.score(examples, start))
                : examples.stream()
                        .mapToDouble(example -> Objects.requireNonNull(computed.get(example)))
                        .toArray();
    }

    private static double[] sums(double[][] scores) {
        return Arrays.stream(scores)
                .mapToDouble(row -> Arrays.stream(row).sum())
                .toArray();
    }

    private static List<Example> examples(List<Unit> batch) {
        return batch.stream().flatMap(unit -> unit.examples().stream()).toList();
    }
}
