package dev.aligner.engine.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.model.ComputeDevice;

/** The devices that this process's libtorch has, and the one place that names them to it. */
public final class TorchDevices {
    private static final Device HOST = Device.cpu();

    private TorchDevices() {}

    /**
     * The device that is meant, found out by making a tensor there: what DJL counts are the GPUs that CUDA's own library
     * shows, wherever that is, and not those that libtorch can use.
     *
     * @return {@code cpu}, or a GPU that is there
     * @throws AlignerException MODEL_FAILED if it is not there
     */
    public static ComputeDevice found(ComputeDevice wanted) {
        return switch (wanted.kind()) {
            case CPU -> wanted;
            case AUTO -> hasCuda() && isThere(ComputeDevice.cuda(0)) ? ComputeDevice.cuda(0) : ComputeDevice.CPU;
            case CUDA -> there(wanted);
        };
    }

    private static ComputeDevice there(ComputeDevice wanted) {
        if (!hasCuda()) {
            throw missing(wanted, "cpu or auto; this libtorch is one for processors, or sees no CUDA device");
        }
        if (!isThere(wanted)) {
            throw missing(wanted, "cpu, auto, or the number of another GPU; no tensor can be made on this one");
        }
        return wanted;
    }

    private static AlignerException missing(ComputeDevice wanted, String expected) {
        return AlignerException.of(
                ErrorCode.MODEL_FAILED, "device: " + wanted.wireName() + " (expected: " + expected + ")");
    }

    private static boolean hasCuda() {
        return TorchRuntime.engine().hasCapability("CUDA");
    }

    private static boolean isThere(ComputeDevice device) {
        Engine engine = TorchRuntime.engine();
        try (PtNDManager manager = (PtNDManager) engine.newBaseManager(of(device))) {
            return manager.create(new Shape(1), DataType.FLOAT32).size() == 1;
        } catch (EngineException e) {
            return false;
        }
    }

    /** As the engine names it. */
    static Device of(ComputeDevice device) {
        return switch (device.kind()) {
            case CPU -> HOST;
            case CUDA -> Device.gpu(device.index());
            case AUTO -> throw new IllegalArgumentException("device: auto (expected: one that was found)");
        };
    }

    /** Where nothing of a GPU's memory is taken. */
    static Device host() {
        return HOST;
    }

    /** Where Java can write and read a tensor in place, whatever the model computes on. */
    static PtNDManager onHost(PtNDManager manager) {
        return manager.newSubManager(HOST);
    }
}
