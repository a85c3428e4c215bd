package dev.aligner.engine.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/** The PyTorch engine as this process uses it: offline, silent, and tuned for one thread of ours that owns it. */
final class TorchRuntime {
    private TorchRuntime() {}

    /**
     * Starts the engine if need be and sets up the calling thread, which is to be the one that owns models.
     *
     * @param threads processors that one operation may use
     */
    static PtNDManager start(int threads) {
        // read when the engine's classes load: nothing is ever fetched, nobody is called
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        Engine engine = Engine.getEngine("PyTorch");
        use(threads);
        // per thread; otherwise every new shape of a batch is optimised anew in its first calls
        JniUtils.setGraphExecutorOptimize(false);
        return (PtNDManager) engine.newBaseManager(Device.cpu());
    }

    /** How many processors an operation may use from now on. */
    static void use(int threads) {
        JniUtils.setNumThreads(threads);
    }
}
