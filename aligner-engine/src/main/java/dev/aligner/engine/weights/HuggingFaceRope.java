package dev.aligner.engine.weights;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Rotary settings: a base in {@code rope_theta} and a scaling in {@code rope_scaling}, or both in {@code
 * rope_parameters} as transformers 5 has them. The arithmetic's defaults are those of {@code modeling_rope_utils.py}.
 */
final class HuggingFaceRope {
    private static final String SCALING = "rope_scaling";
    private static final String PARAMETERS = "rope_parameters";
    private static final String THETA = "rope_theta";
    private static final String ORIGINAL = "original_max_position_embeddings";
    private static final List<String> TYPES =
            List.of("default", "linear", "dynamic", "yarn", "llama3", "longrope", "su");

    private final DecoderFamily family;
    private final JsonNode json;
    private final int headDim;
    private final int positions;
    private final Problems problems;
    private final Settings settings;

    /** @param positions {@code max_position_embeddings} */
    HuggingFaceRope(DecoderFamily family, JsonNode json, int headDim, int positions, Problems problems) {
        this.family = family;
        this.json = json;
        this.headDim = headDim;
        this.positions = positions;
        this.problems = problems;
        this.settings = JsonFile.settings(json, problems);
    }

    /** Of layers that see everything; with most families of all. */
    Rope global() {
        JsonNode parameters = json.path(PARAMETERS);
        if (!parameters.isObject()) {
            return rope(object(SCALING), SCALING, settings);
        }
        if (json.path(SCALING).isObject() && !json.path(SCALING).equals(parameters)) {
            problems.add(SCALING + ": beside " + PARAMETERS + " (expected: one of them)");
        }
        boolean nested = family == DecoderFamily.GEMMA3 && parameters.has("full_attention");
        return nested ? nested("full_attention") : rope(parameters, PARAMETERS, settings);
    }

    /** Of Gemma 3's layers with a window. */
    Rope local() {
        if (json.path(PARAMETERS).path("sliding_attention").isObject()) {
            return nested("sliding_attention");
        }
        double theta = settings.realOr(10_000, "rope_local_base_freq", ModelLimits.LEAST_THETA, ModelLimits.MOST_THETA);
        return new Rope(theta, headDim, new RopeScaling.None());
    }

    private Rope nested(String layers) {
        JsonNode parameters = json.path(PARAMETERS).path(layers);
        String name = PARAMETERS + "." + layers;
        return rope(parameters, name, JsonFile.settings(parameters, name + ".", problems));
    }

    private JsonNode object(String name) {
        JsonNode node = json.path(name);
        if (node.isObject() || node.isMissingNode() || node.isNull()) {
            return node.isObject() ? node : MissingNode.getInstance();
        }
        problems.add(name + ": JSON " + node.getNodeType() + " (expected: null or an object)");
        return MissingNode.getInstance();
    }

    private Rope rope(JsonNode given, String name, Settings outside) {
        Settings inside = JsonFile.settings(given, name + ".", problems);
        double theta = (outside.has(THETA) ? outside : inside)
                .realOr(HuggingFaceDefaults.of(family).theta(), THETA, ModelLimits.LEAST_THETA, ModelLimits.MOST_THETA);
        int dims = rotated(inside.has("partial_rotary_factor") ? inside : settings);
        return new Rope(theta, dims, scaling(given, name, inside, dims));
    }

    private int rotated(Settings holder) {
        double part = holder.realOr(1, "partial_rotary_factor", 0, 1);
        int dims = (int) (headDim * part);
        if (family == DecoderFamily.PHI3 ? dims < 2 || dims % 2 != 0 : part != 1) {
            problems.add("partial_rotary_factor: " + part + " (expected: "
                    + (family == DecoderFamily.PHI3 ? "an even part of a head's " + headDim + " dimensions)" : "1)"));
            return headDim;
        }
        return dims;
    }

    private RopeScaling scaling(JsonNode given, String name, Settings inside, int dims) {
        String spelling = given.has("rope_type") ? "rope_type" : "type";
        if (!inside.has(spelling)) {
            if (given.has("factor")) {
                problems.add(name + ": without a type (expected: one of " + TYPES + ")");
            }
            return new RopeScaling.None();
        }
        String type = inside.oneOf(TYPES, spelling);
        // the first Phi 3 called its own scaling yarn
        boolean misnamed = family == DecoderFamily.PHI3 && type.equals("yarn");
        return switch (misnamed ? "longrope" : type) {
            case "linear" -> new RopeScaling.Linear(factor(inside));
            case "dynamic" -> new RopeScaling.Dynamic(factor(inside), positions);
            case "yarn" -> yarn(inside);
            case "llama3" -> llama3(name, inside);
            case "longrope", "su" -> longRope(given, name, inside, dims);
            default -> new RopeScaling.None();
        };
    }

    private static double factor(Settings inside) {
        return inside.real("factor", 1, ModelLimits.MOST_ROPE_FACTOR);
    }

    private RopeScaling yarn(Settings inside) {
        double factor = factor(inside);
        double attention = RopeScaling.Yarn.attentionFactor(factor, 1);
        double numerator = number(inside, 0, "mscale");
        double denominator = number(inside, 0, "mscale_all_dim");
        if (numerator != 0 && denominator != 0) {
            attention = RopeScaling.Yarn.attentionFactor(factor, numerator)
                    / RopeScaling.Yarn.attentionFactor(factor, denominator);
        }
        return new RopeScaling.Yarn(
                factor,
                inside.wholeOr(positions, ORIGINAL, 1, ModelLimits.POSITIONS),
                number(inside, attention, "attention_factor"),
                number(inside, 32, "beta_fast"),
                number(inside, 1, "beta_slow"),
                inside.flagOr(true, "truncate"));
    }

    private static double number(Settings inside, double usual, String name) {
        return inside.realOr(usual, name, 0, ModelLimits.MOST_ROPE_FACTOR);
    }

    private RopeScaling llama3(String name, Settings inside) {
        double low = inside.real("low_freq_factor", 1e-3, ModelLimits.MOST_ROPE_FACTOR);
        double high = inside.real("high_freq_factor", 1e-3, ModelLimits.MOST_ROPE_FACTOR);
        if (high <= low && inside.has("high_freq_factor")) {
            problems.add(name + ".high_freq_factor: " + high + " (expected: more than low_freq_factor " + low + ")");
        }
        return new RopeScaling.Llama3(factor(inside), low, high, inside.whole(ORIGINAL, 1, ModelLimits.POSITIONS));
    }

    private RopeScaling longRope(JsonNode given, String name, Settings inside, int dims) {
        Settings holder = inside.has(ORIGINAL) ? inside : settings;
        int trained = holder.wholeOr(positions, ORIGINAL, 2, ModelLimits.POSITIONS);
        double factor = holder.has(ORIGINAL) ? (double) positions / trained : number(inside, 1, "factor");
        double attention = RopeScaling.LongRope.attentionFactor(factor, trained);
        return new RopeScaling.LongRope(
                divisors(given, name, "short_factor", dims),
                divisors(given, name, "long_factor", dims),
                trained,
                number(inside, attention, "attention_factor"));
    }

    private List<Float> divisors(JsonNode given, String name, String list, int dims) {
        JsonNode node = given.path(list);
        List<Float> divisors = node.valueStream()
                .map(each -> each.isNumber() ? each.floatValue() : Float.NaN)
                .toList();
        if (divisors.size() != dims / 2 || !divisors.stream().allMatch(each -> each > 0 && !each.isInfinite())) {
            problems.add(name + "." + list + ": " + (node.isMissingNode() ? "missing" : node) + " (expected: "
                    + dims / 2 + " positive numbers)");
            return List.of();
        }
        return divisors;
    }
}
