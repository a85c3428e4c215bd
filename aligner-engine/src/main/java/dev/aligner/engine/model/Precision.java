package dev.aligner.engine.model;

import java.util.Locale;

/** The numbers a model computes with. */
public enum Precision {
    /** The reference: what parity is measured in. */
    FLOAT32,
    /** Half the memory; best for long prompts where the processor multiplies bfloat16. */
    BFLOAT16,
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
}
