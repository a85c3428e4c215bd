package dev.aligner.engine.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.aligner.engine.model.ComputeDevice;
import java.nio.LongBuffer;

/** The PyTorch engine as this process uses it: offline, silent, and tuned for one thread of ours that owns it. */
public final class TorchRuntime {
    static {
        NativeEnvironment.prepare();
    }

    private TorchRuntime() {}

    /**
     * Starts the engine if need be and sets up the calling thread, which is to be the one that owns models.
     *
     * @param threads processors that one operation may use
     */
    public static PtNDManager start(int threads) {
        return start(threads, ComputeDevice.CPU);
    }

    /**
     * As {@link #start(int)}, for arrays on a device: whatever is made by what is returned, or by a manager of its
     * device, lies there.
     *
     * @param device one that {@link TorchDevices#found} returned
     */
    public static PtNDManager start(int threads, ComputeDevice device) {
        Engine engine = engine();
        use(threads);
        // per thread; otherwise every new shape of a batch is optimised anew in its first calls
        JniUtils.setGraphExecutorOptimize(false);
        return (PtNDManager) engine.newBaseManager(TorchDevices.of(device));
    }

    static Engine engine() {
        // read when the engine's classes load: nothing is ever fetched, nobody is called
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        return Engine.getEngine("PyTorch");
    }

    /** How many processors an operation may use from now on. */
    public static void use(int threads) {
        JniUtils.setNumThreads(threads);
    }

    /** Numbers as a program takes them, {@code [n]} int64. */
    static IValue vector(PtNDManager scope, long[] numbers) {
        return IValue.from(scope.create(LongBuffer.wrap(numbers), new Shape(numbers.length), DataType.INT64));
    }
}
