package dev.aligner.engine.model;

/**
 * A step did not find the memory that it needs. The model is as it was: what its slots held before the step they still
 * hold, and a smaller step may succeed.
 */
public final class DeviceFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeviceFullException(Throwable cause) {
        super("device: out of memory", cause);
    }
}
