package dev.aligner.trainer.train;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.model.Reference;
import dev.aligner.trainer.model.TrainingModel;
import dev.aligner.trainer.objective.D2oLoss;
import dev.aligner.trainer.objective.Length;
import dev.aligner.trainer.recipe.Goal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * D2O: self-samples that the model draws while it is trained, and two references that follow it, one more slowly than
 * the other: the paper's "different frequencies". Rows that bring their samples are trained on with those.
 */
final class DispreferenceMethod implements TrainingMethod {
    private static final String HARMFUL = "harmful.bin";
    private static final String HELPFUL = "helpful.bin";

    private final TrainingModel model;
    private final Goal.D2o goal;
    private final Length length;
    private final long seed;
    private final SelfSampler sampler;
    private final SampledModel sampled;
    private final Reference harmful;
    private final Reference helpful;

    /**
     * @param model as it is before the first step
     * @param sampler is closed with this
     * @param folder for the model that draws; nothing in it has to be kept
     */
    DispreferenceMethod(TrainingModel model, Goal.D2o goal, SelfSampler sampler, long seed, Path folder) {
        this.model = model;
        this.goal = goal;
        this.length = Terms.length(goal.length());
        this.seed = seed;
        this.sampler = sampler;
        this.sampled = new SampledModel(folder);
        this.harmful = model.reference();
        this.helpful = model.reference();
    }

    @Override
    public List<Unit> complete(List<Unit> batch, long position) {
        List<Unit> open = batch.stream().filter(unit -> unit.drawn() > 0).toList();
        if (open.isEmpty()) {
            return batch;
        }
        sampled.loadInto(sampler, model);
        List<SelfSampler.Draw> draws = open.stream()
                .map(unit -> new SelfSampler.Draw(unit.examples().get(0).prompt(), unit.drawn()))
                .toList();
        long drawSeed = new SplittableRandom(seed ^ position).nextLong();
        Iterator<List<int[]>> drawn = sampler.draw(draws, goal.sampleTokens(), goal.temperature(), drawSeed)
                .iterator();
        return batch.stream()
                .map(unit -> unit.drawn() == 0 ? unit : unit.with(drawn.next()))
                .toList();
    }

    @Override
    public double weight(List<Unit> batch) {
        return batch.size();
    }

    @Override
    public double backward(List<Unit> batch, double share) {
        List<Example> samples = new ArrayList<>();
        List<Example> negatives = new ArrayList<>();
        for (Unit unit : batch) {
            samples.addAll(unit.examples().subList(0, goal.samples()));
            negatives.add(unit.examples().get(goal.samples()));
        }
        double[] ofSamples = sums(model.score(samples, harmful));
        double[] ofNegatives = sums(model.score(negatives, helpful));
        int group = goal.samples() + 1;
        double[] reference = new double[batch.size() * group];
        for (int i = 0; i < batch.size(); i++) {
            System.arraycopy(ofSamples, i * goal.samples(), reference, i * group, goal.samples());
            reference[i * group + goal.samples()] = ofNegatives[i];
        }
        D2oLoss loss = new D2oLoss(goal.alpha(), goal.beta(), goal.samples(), length, reference);
        List<Example> examples =
                batch.stream().flatMap(unit -> unit.examples().stream()).toList();
        return model.backward(examples, loss.times(share), 0);
    }

    @Override
    public void moved(long step) {
        follow(harmful, goal.harmful(), step);
        follow(helpful, goal.helpful(), step);
        if (step % goal.refreshEvery() == 0) {
            sampled.refresh(model);
        }
    }

    private static void follow(Reference reference, Goal.Following following, long step) {
        if (step % following.every() == 0) {
            reference.follow(following.decay());
        }
    }

    /** The negatives' loss for each token: the higher, the less they are said. */
    @Override
    public Map<String, Double> evaluate(List<List<Unit>> heldOut) {
        Mean said = new Mean();
        for (List<Unit> batch : heldOut) {
            for (double[] row : model.score(batch.stream()
                    .map(unit -> unit.examples().get(unit.examples().size() - 1))
                    .toList())) {
                Arrays.stream(row).forEach(each -> said.add(-each));
            }
        }
        return Map.of("eval_negative", said.value());
    }

    @Override
    public void save(Path directory) throws IOException {
        harmful.save(directory.resolve(HARMFUL));
        helpful.save(directory.resolve(HELPFUL));
        sampled.save(directory);
    }

    @Override
    public void restore(Path directory) throws IOException {
        harmful.restore(directory.resolve(HARMFUL));
        helpful.restore(directory.resolve(HELPFUL));
        sampled.restore(directory);
    }

    @Override
    public void close() {
        sampler.close();
        harmful.close();
        helpful.close();
    }

    private static double[] sums(double[][] scores) {
        return Arrays.stream(scores)
                .mapToDouble(row -> Arrays.stream(row).sum())
                .toArray();
    }
}
