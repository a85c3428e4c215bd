package dev.aligner.engine.model;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.util.Locale;

/** The numbers a model computes with. */
public enum Precision {
    /** The reference: what parity is measured in. */
    FLOAT32,
    /** Half the memory; best for long prompts where the processor multiplies bfloat16. */
    BFLOAT16,
    /** Half the memory as well, finer and with an end at 65504: for GPUs that do not multiply bfloat16. */
    FLOAT16,
    /** Weights in 8 bits with a scale per output channel, activations quantised as they come; fastest at writing. */
    INT8,
    /** {@link #INT8} on a processor, {@link #BFLOAT16} on a GPU. */
    AUTO;

    /** The name in configuration and on the wire, for example {@code bfloat16}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The precision meant on this device. */
    public Precision on(boolean gpu) {
        return this == AUTO ? (gpu ? BFLOAT16 : INT8) : this;
    }

    /**
     * The precision meant on a device that is known.
     *
     * @throws AlignerException MODEL_FAILED if there are no such products on it
     */
    public Precision on(ComputeDevice device) {
        Precision computed = on(device.isGpu());
        if (device.isGpu() && computed == INT8) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FAILED,
                    "precision: int8 on " + device.wireName()
                            + " (expected: float32, bfloat16, float16 or auto; its products of int8 are a processor's)");
        }
        return computed;
    }
}
