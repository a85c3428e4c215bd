package dev.aligner.trainer.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.training.GradientCollector;
import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.torch.Handles;
import dev.aligner.engine.torch.Program;
import dev.aligner.engine.torch.TorchDevices;
import dev.aligner.engine.torch.TorchRuntime;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.objective.Loss;
import dev.aligner.trainer.objective.Objective;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * On PyTorch. What is computed with gradients goes through tensors only (see {@link Program#run(String, NDList,
 * boolean)}); everything a step makes belongs to a scope of its own.
 */
final class TorchTrainingModel implements TrainingModel {
    private final DecoderConfig config;
    private final TrainedPart part;
    private final int threads;
    private final PtNDManager manager;
    private final Program program;
    private final Vectors vectors;
    private final PtNDArray parameters;
    private final PtNDArray mean;
    private final PtNDArray square;
    private final Handles owned = new Handles();
    private @Nullable PtNDArray gradient;
    private long steps;

    private TorchTrainingModel(ModelFiles files, Trainable trainable, TrainingOptions options) {
        config = files.decoder();
        threads = options.threads();
        manager = TorchRuntime.start(
                threads,
                options.device() == TrainingOptions.Device.CUDA
                        ? TorchDevices.found(ComputeDevice.cuda(0))
                        : ComputeDevice.CPU);
        owned.own(manager::close);
        try {
            program = new Program(TrainedPart.source(config, trainable, options));
            owned.own(program::close);
            vectors = new Vectors(program, manager);
            part = TrainedPart.load(files, trainable, options, vectors);
            parameters = part.start();
            mean = vectors.zeros(parameters.size());
            square = vectors.zeros(parameters.size());
        } catch (RuntimeException | Error e) {
            owned.close();
            throw e;
        }
    }

    static TorchTrainingModel open(ModelFiles files, Trainable trainable, TrainingOptions options) {
        return new TorchTrainingModel(files, trainable, options);
    }

    Vectors vectors() {
        return vectors;
    }

    @Override
    public long parameters() {
        return parameters.size();
    }

    @Override
    public double[][] score(List<Example> examples) {
        return score(examples, parameters);
    }

    @Override
    public double[][] score(List<Example> examples, Reference reference) {
        return score(examples, ((TorchReference) reference).parameters());
    }

    private double[][] score(List<Example> examples, PtNDArray under) {
        TorchRuntime.use(threads);
        Batch batch = batch(examples);
        try (PtNDManager scope = manager.newSubManager(manager.getDevice())) {
            return batch.split(chosen(scope, batch, under).head().toFloatArray());
        }
    }

    @Override
    public double backward(List<Example> examples, Objective objective, double fusion) {
        if (!(fusion >= 0 && fusion <= 1)) {
            throw new IllegalArgumentException("fusion: " + fusion + " (expected: 0..1)");
        }
        TorchRuntime.use(threads);
        Batch batch = batch(examples);
        try (PtNDManager scope = manager.newSubManager(manager.getDevice())) {
            Batch.@Nullable Fused fused = fusion == 0 ? null : guesses(batch, fusion);
            NDArray leaf = parameters.stopGradient();
            leaf.attach(scope);
            leaf.setRequiresGradient(true);
            Loss loss;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray scores = scores(scope, batch, leaf, fused);
                loss = objective.of(batch.split(scores.toFloatArray()));
                if (!finite(loss)) {
                    return loss.value();
                }
                NDArray weights = scope.create(batch.join(loss.gradient()));
                // a sum whose gradient with respect to each score is its weight
                collector.backward(scores.mul(weights).sum());
            }
            accumulate((PtNDArray) leaf.getGradient());
            return loss.value();
        }
    }

    private static boolean finite(Loss loss) {
        double sum = loss.value();
        for (double[] row : loss.gradient()) {
            for (double each : row) {
                sum += each;
            }
        }
        return Double.isFinite(sum);
    }

    private void accumulate(PtNDArray more) {
        if (gradient == null) {
            more.attach(manager);
            gradient = more;
        } else {
            gradient.addi(more);
            more.close();
        }
    }

    /** Log-probabilities {@code [targets]} that can be differentiated. */
    private NDArray scores(PtNDManager scope, Batch batch, NDArray leaf, Batch.@Nullable Fused fused) {
        NDList arguments = new NDList(leaf);
        arguments.addAll(part.frozen());
        arguments.addAll(inputs(scope, batch));
        Shape shape = new Shape(batch.size(), batch.positions());
        arguments.add(fused == null ? longs(scope, new long[0], new Shape(0)) : longs(scope, fused.guesses(), shape));
        arguments.add(
                fused == null
                        ? scope.create(new float[0])
                        : scope.create(FloatBuffer.wrap(fused.shares()), shape, DataType.FLOAT32));
        return program.run(part.method(), arguments, true).head();
    }

    private Batch.Fused guesses(Batch batch, double share) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice())) {
            return batch.fused(chosen(scope, batch, parameters).get(1).toLongArray(), share);
        }
    }

    /** Log-probabilities of the targets and the likeliest tokens, {@code [targets]} each. */
    private NDList chosen(PtNDManager scope, Batch batch, PtNDArray under) {
        NDList inputs = inputs(scope, batch);
        // the results go to the first argument's manager
        NDArray first = under.stopGradient();
        first.attach(scope);
        NDList arguments = new NDList(first);
        arguments.addAll(part.frozen());
        arguments.addAll(inputs);
        return program.run("score_" + part.method(), arguments, false);
    }

    private static NDList inputs(PtNDManager scope, Batch batch) {
        return new NDList(
                longs(scope, batch.ids(), new Shape(batch.size(), batch.positions())),
                longs(scope, batch.rows(), new Shape(batch.rows().length)),
                longs(scope, batch.targets(), new Shape(batch.targets().length)));
    }

    private static NDArray longs(PtNDManager scope, long[] numbers, Shape shape) {
        return scope.create(LongBuffer.wrap(numbers), shape, DataType.INT64);
    }

    private Batch batch(List<Example> examples) {
        return Batch.of(examples, config.vocabulary(), config.maxPositions());
    }

    @Override
    public double step(Optimiser optimiser, double learningRate, double clip) {
        if (gradient == null) {
            throw new IllegalStateException("gradient: none (expected: one, of a batch whose loss is finite)");
        }
        TorchRuntime.use(threads);
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles handles = new Handles()) {
            double norm = handles.own(
                            program.run("clip", handles.own(IValue.from(gradient)), handles.own(IValue.from(clip))))
                    .toTensor(scope)
                    .toFloatArray()[0];
            if (Double.isFinite(norm)) {
                steps++;
                handles.own(update(handles, gradient, optimiser, learningRate));
            }
            return norm;
        } finally {
            gradient.close();
            gradient = null;
        }
    }

    private IValue update(Handles handles, PtNDArray slope, Optimiser optimiser, double rate) {
        IValue trained = handles.own(IValue.from(parameters));
        IValue down = handles.own(IValue.from(slope));
        IValue squares = handles.own(IValue.from(square));
        if (optimiser instanceof Optimiser.AdamW adam) {
            return program.run(
                    "adamw",
                    trained,
                    down,
                    handles.own(IValue.from(mean)),
                    squares,
                    handles.own(IValue.from(steps)),
                    handles.own(IValue.from(part.matrixElements())),
                    handles.own(IValue.from(rate)),
                    handles.own(IValue.from(adam.beta1())),
                    handles.own(IValue.from(adam.beta2())),
                    handles.own(IValue.from(adam.epsilon())),
                    handles.own(IValue.from(adam.weightDecay())));
        }
        Optimiser.RmsProp rms = (Optimiser.RmsProp) optimiser;
        return program.run(
                "rmsprop",
                trained,
                down,
                squares,
                handles.own(IValue.from(rate)),
                handles.own(IValue.from(rms.decay())),
                handles.own(IValue.from(rms.epsilon())));
    }

    /** The gradient that was added up since the last step, {@code [parameters]}. */
    float[] gradient() {
        return gradient == null ? new float[Math.toIntExact(parameters.size())] : values(gradient);
    }

    /** How many arrays are held, of this model and its scopes. */
    int arrays() {
        return manager.getManagedArrays().size();
    }

    @Override
    public Reference reference() {
        return new TorchReference(this, vectors.copy(parameters));
    }

    void follow(PtNDArray reference, double decay) {
        try (Handles handles = new Handles()) {
            handles.own(program.run(
                    "follow",
                    handles.own(IValue.from(reference)),
                    handles.own(IValue.from(parameters)),
                    handles.own(IValue.from(decay))));
        }
    }

    @Override
    public float[] values() {
        return values(parameters);
    }

    private float[] values(PtNDArray vector) {
        FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(vector.size()));
        vectors.read(vector, 0, vector.size(), DataType.FLOAT32, piece -> values.put(piece.asFloatBuffer()));
        return values.array();
    }

    @Override
    public void save(Path file) {
        if (gradient != null) {
            throw new IllegalStateException("gradient: of a step that is not done (expected: none, it is not saved)");
        }
        ParameterFile.write(file, steps, List.of(parameters, mean, square), vectors);
    }

    @Override
    public void restore(Path file) {
        steps = ParameterFile.read(file, List.of(parameters, mean, square), vectors);
        if (gradient != null) {
            gradient.close();
            gradient = null;
        }
    }

    @Override
    public void export(Path directory, WeightType type) {
        part.export(directory, type, parameters);
    }

    @Override
    public void close() {
        owned.close();
    }
}
