package dev.aligner.engine.model;

/**
 * Where a model computes.
 *
 * @param index which of the GPUs; 0 where it is none
 */
public record ComputeDevice(Kind kind, int index) {
    /** What it is. */
    public enum Kind {
        CPU,
        CUDA,
        /** The first GPU if the engine has one, else the processor: decided when a model is loaded. */
        AUTO
    }

    public static final ComputeDevice CPU = new ComputeDevice(Kind.CPU, 0);
    public static final ComputeDevice AUTO = new ComputeDevice(Kind.AUTO, 0);

    private static final String EXPECTED = " (expected: cpu, cuda, cuda:N or auto)";
    private static final String NUMBERED = "cuda:";

    /** More GPUs than a machine has. */
    private static final int MOST = 64;

    public ComputeDevice {
        if (index < 0 || index >= MOST || (kind != Kind.CUDA && index != 0)) {
            throw new IllegalArgumentException("device: number " + index + EXPECTED);
        }
    }

    public static ComputeDevice cuda(int index) {
        return new ComputeDevice(Kind.CUDA, index);
    }

    /**
     * The device of a setting: {@code cpu}, {@code cuda} (the first GPU), {@code cuda:N} or {@code auto}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static ComputeDevice parse(String setting) {
        return switch (setting) {
            case "cpu" -> CPU;
            case "cuda" -> cuda(0);
            case "auto" -> AUTO;
            default -> numbered(setting);
        };
    }

    private static ComputeDevice numbered(String setting) {
        String number = setting.startsWith(NUMBERED) ? setting.substring(NUMBERED.length()) : "";
        if (number.isEmpty() || number.length() > 2 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("device: " + setting + EXPECTED);
        }
        return cuda(Integer.parseInt(number));
    }

    /** Whether it has memory of its own, where every tensor of a model must lie. */
    public boolean isGpu() {
        return kind == Kind.CUDA;
    }

    /** The name in configuration and on the wire, for example {@code cuda:1}. */
    public String wireName() {
        return switch (kind) {
            case CPU -> "cpu";
            case CUDA -> NUMBERED + index;
            case AUTO -> "auto";
        };
    }
}
