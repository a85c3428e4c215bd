package dev.aligner.engine.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Metadata {@code *.rope.*}, and the tensors with a number for each frequency. */
final class GgufRope {
    /** Tensors that are settings and not weights. */
    static final Set<String> TENSORS =
            Set.of(GgufNames.ROPE_DIVISORS, GgufNames.LONG_ROPE_WITHIN, GgufNames.LONG_ROPE_BEYOND);

    private final DecoderFamily family;
    private final GgufHead head;
    private final int positions;
    private final Problems problems;
    private final Settings settings;

    /** @param positions {@code context_length} */
    GgufRope(DecoderFamily family, GgufHead head, int positions, Problems problems) {
        this.family = family;
        this.head = head;
        this.positions = positions;
        this.problems = problems;
        this.settings = head.metadata().settings(problems);
    }

    private String key(String name) {
        return family + ".rope." + name;
    }

    /** Of layers that see everything; with most families of all. */
    Rope global(int headDim) {
        int dims = rotated(headDim);
        return new Rope(theta("freq_base", 10_000), dims, scaling(dims));
    }

    /** Of Gemma 3's layers with a window, which no scaling touches. */
    Rope local(int headDim) {
        return new Rope(theta("freq_base_swa", 10_000), headDim, new RopeScaling.None());
    }

    private double theta(String name, double usual) {
        return settings.realOr(usual, key(name), ModelLimits.LEAST_THETA, ModelLimits.MOST_THETA);
    }

    private int rotated(int headDim) {
        int dims = settings.wholeOr(headDim, key("dimension_count"), 1, ModelLimits.HEAD_DIM);
        boolean part = family == DecoderFamily.PHI3 && dims < headDim && dims % 2 == 0;
        if (dims != headDim && !part) {
            problems.add(key("dimension_count") + ": " + dims + " (expected: " + headDim + ", the whole head)");
            return headDim;
        }
        return dims;
    }

    private RopeScaling scaling(int dims) {
        String type = settings.has(key("scaling.type"))
                ? settings.oneOf(List.of("none", "linear", "yarn", "longrope"), key("scaling.type"))
                : "none";
        RopeScaling named = switch (type) {
            case "linear" -> new RopeScaling.Linear(factor());
            case "yarn" -> yarn();
            default -> settings.has(key("scaling.type")) ? new RopeScaling.None() : untyped();
        };
        RopeScaling held = held(dims);
        if (!(named instanceof RopeScaling.None) && !(held instanceof RopeScaling.None)) {
            problems.add(key("scaling.type") + ": " + type + " beside a tensor of divisors (expected: one of them)");
        }
        return held instanceof RopeScaling.None ? named : held;
    }

    /** Before there were types all scaling was linear, and its factor spelt in another way yet before that. */
    private RopeScaling untyped() {
        String name = settings.has(key("scaling.factor")) ? "scaling.factor" : "scale_linear";
        double factor = settings.realOr(1, key(name), 1, ModelLimits.MOST_ROPE_FACTOR);
        return factor == 1 ? new RopeScaling.None() : new RopeScaling.Linear(factor);
    }

    private double factor() {
        return settings.real(key("scaling.factor"), 1, ModelLimits.MOST_ROPE_FACTOR);
    }

    private double number(double usual, String name) {
        return settings.realOr(usual, key(name), 0, ModelLimits.MOST_ROPE_FACTOR);
    }

    private RopeScaling yarn() {
        double factor = factor();
        if (number(0, "scaling.yarn_log_multiplier") != 0 || number(1, "scaling.yarn_ext_factor") != 1) {
            problems.add(key("scaling.yarn_log_multiplier") + " or yarn_ext_factor: set (expected: neither)");
        }
        return new RopeScaling.Yarn(
                factor,
                trained(),
                RopeScaling.Yarn.attentionFactor(factor, 1) * number(1, "scaling.attn_factor"),
                number(32, "scaling.yarn_beta_fast"),
                number(1, "scaling.yarn_beta_slow"),
                true);
    }

    private int trained() {
        return settings.wholeOr(positions, key("scaling.original_context_length"), 2, ModelLimits.POSITIONS);
    }

    private RopeScaling held(int dims) {
        List<Float> within = divisors(GgufNames.LONG_ROPE_WITHIN, dims);
        List<Float> beyond = divisors(GgufNames.LONG_ROPE_BEYOND, dims);
        if (!within.isEmpty() && !beyond.isEmpty()) {
            int trained = trained();
            double attention = RopeScaling.LongRope.attentionFactor((double) positions / trained, trained);
            return new RopeScaling.LongRope(within, beyond, trained, number(attention, "scaling.attn_factor"));
        }
        if (within.isEmpty() != beyond.isEmpty()) {
            problems.add(GgufNames.LONG_ROPE_WITHIN + ": without " + GgufNames.LONG_ROPE_BEYOND
                    + ", or the other way round (expected: both)");
        }
        List<Float> divisors = divisors(GgufNames.ROPE_DIVISORS, dims);
        return divisors.isEmpty() ? new RopeScaling.None() : new RopeScaling.Divided(divisors);
    }

    /** Empty where there are none. */
    private List<Float> divisors(String name, int dims) {
        @Nullable StoredTensor tensor = head.tensors().get(name);
        if (tensor == null) {
            return List.of();
        }
        int count = dims / 2;
        boolean fits = Arrays.equals(tensor.shape(), new long[] {count})
                && tensor.type() == TensorType.F32
                && tensor.bytes() == (long) count * Float.BYTES;
        List<Float> divisors = fits ? read(tensor, count) : List.of();
        if (divisors.isEmpty() || !divisors.stream().allMatch(each -> each > 0 && !each.isInfinite())) {
            problems.add(name + ": " + tensor.type() + " " + Arrays.toString(tensor.shape()) + " (expected: F32 ["
                    + count + "] of positive numbers)");
            return List.of();
        }
        return divisors;
    }

    private static List<Float> read(StoredTensor tensor, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.nativeOrder());
        tensor.read(0, count, bytes);
        List<Float> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(bytes.getFloat(i * Float.BYTES));
        }
        return numbers;
    }
}
