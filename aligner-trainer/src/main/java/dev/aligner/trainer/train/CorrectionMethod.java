package dev.aligner.trainer.train;

import dev.aligner.trainer.example.ChangedTargets;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.model.TrainingModel;
import dev.aligner.trainer.objective.IftLoss;
import dev.aligner.trainer.objective.Objective;
import dev.aligner.trainer.objective.SftLoss;
import dev.aligner.trainer.recipe.Goal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learning corrections word by word: SFT and IFT. Held-out loss is reported apart for targets that are changes and for
 * copied ones, because a corrector that copies everything has a fine mean.
 *
 * @param fusion share of the model's own guess in its input
 */
record CorrectionMethod(TrainingModel model, Objective objective, double fusion) implements TrainingMethod {

    static CorrectionMethod sft(TrainingModel model) {
        return new CorrectionMethod(model, SftLoss.plain(), 0);
    }

    static CorrectionMethod ift(TrainingModel model, Goal.Ift ift) {
        return new CorrectionMethod(model, new IftLoss(ift.gamma()), ift.lambda());
    }

    @Override
    public double weight(List<Unit> batch) {
        return batch.stream().mapToLong(Unit::targets).sum();
    }

    @Override
    public double backward(List<Unit> batch, double share) {
        return model.backward(examples(batch), objective.times(share), fusion);
    }

    @Override
    public Map<String, Double> evaluate(List<List<Unit>> heldOut) {
        Mean changed = new Mean();
        Mean copied = new Mean();
        for (List<Unit> batch : heldOut) {
            double[][] scores = model.score(examples(batch));
            for (int i = 0; i < scores.length; i++) {
                ChangedTargets targets = batch.get(i).changed();
                for (int t = 0; t < scores[i].length; t++) {
                    (targets != null && targets.isChanged(t) ? changed : copied).add(-scores[i][t]);
                }
            }
        }
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("eval_loss", changed.and(copied).value());
        losses.put("eval_changed", changed.value());
        losses.put("eval_copied", copied.value());
        // where there is none of a kind, there is nothing to say
        losses.values().removeIf(loss -> loss.isNaN() && changed.and(copied).count() > 0);
        return losses;
    }

    private static List<Example> examples(List<Unit> batch) {
        return batch.stream().map(unit -> unit.examples().get(0)).toList();
    }
}
