package dev.aligner.engine.torch;

import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import dev.aligner.engine.model.DeviceFullException;
import java.util.List;

/** A loaded program. Owned by the thread that made it. */
public final class Program implements AutoCloseable {
    /** What libtorch says of memory that it does not get: on a GPU, by a library that computes there, on a processor. */
    private static final List<String> NO_MEMORY =
            List.of("out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "can't allocate memory");

    private final Model model;
    private final PtSymbolBlock block;

    /**
     * Packs and loads a program. It has no tensors of its own, so it is on no device but that of its arguments.
     *
     * @param source of a class {@code Program}, as TorchScript archives hold it (see {@code decoder.py})
     */
    public Program(String source) {
        model = Model.newInstance("program", TorchDevices.host(), "PyTorch");
        try {
            block = ProgramArchive.load(model, source);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /**
     * Runs a method without gradients. The caller owns the arguments and the result.
     *
     * @throws DeviceFullException if there is no memory for what it makes
     */
    public IValue run(String method, IValue... arguments) {
        try {
            return StepGate.OF_PROCESS.through(() -> IValueUtils.runMethod(block, method, arguments));
        } catch (EngineException e) {
            String message = String.valueOf(e.getMessage());
            throw NO_MEMORY.stream().anyMatch(message::contains) ? new DeviceFullException(e) : e;
        }
    }

    /**
     * Runs a method on tensors, the one way to keep the gradients of what it computes.
     *
     * @param arguments at least one; the first one's manager owns the results
     * @param gradients whether the results can be differentiated
     */
    public NDList run(String method, NDList arguments, boolean gradients) {
        PtNDManager owner = (PtNDManager) arguments.head().getManager();
        try (NDArray name = owner.create(0)) {
            // an array of such a name is not handed over: it names the method
            name.setName("module_method:" + method);
            NDList call = new NDList(arguments);
            call.add(name);
            return StepGate.OF_PROCESS.through(() -> IValueUtils.forward(block, call, gradients));
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
