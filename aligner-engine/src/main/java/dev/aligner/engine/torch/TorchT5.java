package dev.aligner.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.ModelShape;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.T5Config;
import java.util.List;

/**
 * A T5 model on PyTorch. A sequence is its prompt, which must come whole, and its target behind it; the logits at the
 * prompt's last position are those of the target's first token. There are none before it: a segment that asks for them is
 * refused.
 */
final class TorchT5 implements LanguageModel {
    private final ModelShape shape;
    private final T5Config config;
    private final StepThreads threads;
    private final double headScale;
    private final PtNDManager manager;
    private final Program program;
    private final T5Weights weights;
    private final Handles owned = new Handles();
    private final IValue keys;
    private final IValue values;
    private final IValue promptKeys;
    private final IValue promptValues;

    /** As {@link TorchModels#load}. */
    TorchT5(
            ModelFiles files,
            T5Config config,
            Precision precision,
            ComputeDevice device,
            int slots,
            int contextTokens,
            int threads) {
        this(files, config, precision, device, slots, contextTokens, threads, Attention.on(device));
    }

    /** As {@link TorchModels#load}, attending as a device would that this is not. */
    TorchT5(
            ModelFiles files,
            T5Config config,
            Precision precision,
            ComputeDevice device,
            int slots,
            int contextTokens,
            int threads,
            Attention attention) {
        this.config = config;
        this.threads = StepThreads.on(device, threads);
        Precision computed = computed(precision, device);
        shape = new ModelShape(config.vocabulary(), slots, contextTokens, true);
        // an embedding is made for being looked up: as a head its scores would be too far apart
        headScale = config.tiedHead() ? 1 / Math.sqrt(config.hidden()) : 1;
        manager = TorchRuntime.start(threads, device);
        owned.own(manager::close);
        try {
            program = new Program(source(computed, attention));
            owned.own(program::close);
            weights = new T5Weights(files, config, computed, program, manager, contextTokens);
            owned.own(weights::close);
            keys = owned.own(cache(computed));
            values = owned.own(cache(computed));
            promptKeys = owned.own(cache(computed));
            promptValues = owned.own(cache(computed));
        } catch (RuntimeException | Error e) {
            owned.close();
            throw e;
        }
    }

    /**
     * The precision meant on a device.
     *
     * @throws AlignerException MODEL_FAILED if there are no such products on it, and for float16: what its wide layer adds
     *     up goes beyond 65504 in the published models
     */
    static Precision computed(Precision precision, ComputeDevice device) {
        if (precision == Precision.FLOAT16) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FAILED,
                    "precision: float16 of a t5 (expected: float32, bfloat16 or auto; its sums go beyond float16)");
        }
        return precision.on(device);
    }

    static String source(Precision computed, Attention attention) {
        return ProgramArchive.source("t5", computed) + attention.source("t5_");
    }

    @Override
    public ModelShape shape() {
        return shape;
    }

    @Override
    public Logits forward(List<Segment> segments) {
        T5Step step = T5Step.of(segments, config.startToken());
        int used = threads.next(step.work());
        TorchRuntime.use(used);
        long started = System.nanoTime();
        PtNDManager scope = manager.newSubManager(manager.getDevice());
        try (Handles handles = new Handles()) {
            IValue logits = handles.own(program.run(
                    "forward",
                    handles.own(TorchRuntime.vector(scope, step.prompts())),
                    handles.own(IValue.listFrom(step.promptSlots())),
                    handles.own(IValue.listFrom(step.promptCounts())),
                    handles.own(TorchRuntime.vector(scope, step.tokens())),
                    handles.own(IValue.listFrom(step.slots())),
                    handles.own(IValue.listFrom(step.starts())),
                    handles.own(IValue.listFrom(step.counts())),
                    handles.own(IValue.listFrom(step.lengths())),
                    handles.own(TorchRuntime.vector(scope, step.rows())),
                    weights.embedding(),
                    weights.norms(),
                    weights.matrices(),
                    weights.encoderBias(),
                    weights.decoderBias(),
                    keys,
                    values,
                    promptKeys,
                    promptValues,
                    handles.own(IValue.from((long) config.heads())),
                    handles.own(IValue.from(config.gated())),
                    handles.own(IValue.from(headScale)),
                    handles.own(IValue.from(config.normEpsilon()))));
            threads.took(step.work(), used, System.nanoTime() - started);
            return new TorchLogits(program, logits.toTensor(scope), scope);
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    @Override
    public void close() {
        owned.close();
    }

    private IValue cache(Precision computed) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles handles = new Handles()) {
            return program.run(
                    "cache",
                    handles.own(IValue.from((long) config.decoderLayers())),
                    handles.own(IValue.listFrom(
                            shape.slots(), config.heads(), shape.contextTokens(), (long) config.headDim())),
                    handles.own(IValue.from((long) Dtype.ofCache(computed))),
                    handles.own(IValue.from(scope.create(new Shape(1), DataType.FLOAT32))));
        }
    }
}
