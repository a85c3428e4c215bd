package dev.aligner.engine.weights;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/**
 * {@code adapter_config.json} as PEFT writes it: which modules a LoRA adapter changes and by how much. Patterns mean
 * what they mean to PEFT: a list of targets names modules by their ends, a single text is an expression for the whole
 * name, and of the patterns for rank and alpha the first that fits the name's end counts.
 *
 * @param targets whether a module, for example {@code model.layers.0.self_attn.q_proj}, is changed
 * @param saved ends of the names of modules that are replaced as a whole, whether or not they are targets
 * @param keepsHeadTied whether a head that is the embedding is saved with it
 * @param rank columns of B and rows of A, where no pattern says otherwise
 * @param alpha numerator of the scale, where no pattern says otherwise
 * @param rankStabilised whether the scale is alpha / sqrt(rank) (Kalajdzievski 2023) rather than alpha / rank (Hu et
 *     al. 2021)
 */
record LoraConfig(
        Predicate<String> targets,
        List<String> saved,
        boolean keepsHeadTied,
        int rank,
        double alpha,
        boolean rankStabilised,
        Map<Pattern, Integer> ranks,
        Map<Pattern, Double> alphas) {

    static final String FILE = "adapter_config.json";
    private static final int MAX_RANK = 1 << 14;
    private static final double MAX_ALPHA = 1e6;

    private static final Set<String> READ = Set.of(
            "peft_type",
            "r",
            "lora_alpha",
            "use_rslora",
            "target_modules",
            "modules_to_save",
            "rank_pattern",
            "alpha_pattern",
            "bias",
            "ensure_weight_tying",
            "init_lora_weights");

    /**
     * What does not bear on the merged weights: provenance, training, how things are distributed, and how A and B began,
     * of which {@link #INITIALISATIONS} says what counts.
     */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "auto_mapping",
            "base_model_name_or_path",
            "corda_config",
            "eva_config",
            "inference_mode",
            "layers_pattern",
            "loftq_config",
            "lora_dropout",
            "lora_ga_config",
            "megatron_config",
            "megatron_core",
            "peft_version",
            "qalora_group_size",
            "revision",
            "runtime_config",
            "task_type");

    /** Initialisations that leave the base model as it is; the others are of no use without the base they changed. */
    private static final Set<String> INITIALISATIONS = Set.of("", "true", "false", "gaussian", "orthogonal", "eva");

    static LoraConfig read(Path folder) {
        Path file = folder.resolve(FILE);
        var problems = new Problems(file);
        JsonNode json = JsonFile.object(file);
        Settings settings = JsonFile.settings(json, problems);
        settings.demand("peft_type", "LORA");
        if (settings.has("bias")) {
            settings.demand("bias", "none");
        }
        json.properties().forEach(entry -> checkUnset(entry.getKey(), entry.getValue(), problems));
        String initialisation = json.path("init_lora_weights").asString("");
        if (!INITIALISATIONS.contains(initialisation)) {
            problems.add("init_lora_weights: " + initialisation
                    + " (expected: one that leaves the base model as it is; PEFT converts such an adapter when it saves"
                    + " with path_initial_model_for_weight_conversion)");
        }
        LoraConfig config = new LoraConfig(
                targets(json.path("target_modules"), problems),
                saved(json.path("modules_to_save"), problems),
                settings.flagOr(false, "ensure_weight_tying"),
                settings.whole("r", 1, MAX_RANK),
                settings.real("lora_alpha", -MAX_ALPHA, MAX_ALPHA),
                settings.flagOr(false, "use_rslora"),
                byPattern(json, "rank_pattern", problems, (each, name) -> each.whole(name, 1, MAX_RANK)),
                byPattern(json, "alpha_pattern", problems, (each, name) -> each.real(name, -MAX_ALPHA, MAX_ALPHA)));
        problems.throwIfAny();
        return config;
    }

    /** PEFT has ever more variants of LoRA, each with a setting of its own: one that is set and not known is refused. */
    private static void checkUnset(String name, JsonNode value, Problems problems) {
        boolean unset = value.isNull()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isContainer() && value.isEmpty());
        if (!unset && !READ.contains(name) && !WITHOUT_EFFECT.contains(name)) {
            problems.add(name + ": " + (value.isContainer() ? "JSON " + value.getNodeType() : value)
                    + " (expected: none, it is not supported)");
        }
    }

    private static List<String> saved(JsonNode node, Problems problems) {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray()
                || !node.valueStream().allMatch(each -> !each.asString("").isEmpty())) {
            problems.add("modules_to_save: JSON " + node.getNodeType() + " (expected: a list of names)");
            return List.of();
        }
        return node.valueStream().map(JsonNode::stringValue).toList();
    }

    private static Predicate<String> targets(JsonNode node, Problems problems) {
        if (node.isString()) {
            Pattern whole = compiled("target_modules", node.stringValue(), problems);
            return module -> whole.matcher(module).matches();
        }
        boolean names = node.isArray() && !node.isEmpty() && node.valueStream().allMatch(JsonNode::isString);
        if (!names) {
            problems.add(
                    "target_modules: JSON " + node.getNodeType() + " (expected: a list of names, or an expression)");
            return module -> false;
        }
        List<String> ends = node.valueStream().map(JsonNode::stringValue).toList();
        return module -> ends.stream().anyMatch(end -> module.equals(end) || module.endsWith("." + end));
    }

    private interface Reader<T> {
        T read(Settings settings, String name);
    }

    private static <T> Map<Pattern, T> byPattern(JsonNode json, String name, Problems problems, Reader<T> reader) {
        JsonNode patterns = json.path(name);
        Map<Pattern, T> byPattern = new LinkedHashMap<>();
        if (patterns.isObject()) {
            Settings settings = JsonFile.settings(patterns, problems);
            for (String end : patterns.propertyNames()) {
                byPattern.put(compiled(name, "(.*\\.)?(" + end + ")$", problems), reader.read(settings, end));
            }
        } else if (!patterns.isMissingNode() && !patterns.isNull()) {
            problems.add(name + ": JSON " + patterns.getNodeType() + " (expected: an object, pattern to number)");
        }
        return byPattern;
    }

    private static Pattern compiled(String name, String expression, Problems problems) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            problems.add(name + ": " + expression + " (expected: a regular expression)");
            return Pattern.compile("");
        }
    }

    /** Whether a module, or one that it is part of, is replaced. PEFT compares letters, not parts of names. */
    boolean savesWhole(String module) {
        for (int end = module.length(); end > 0; end = module.lastIndexOf('.', end - 1)) {
            if (saved.stream().anyMatch(module.substring(0, end)::endsWith)) {
                return true;
            }
        }
        return false;
    }

    int rankOf(String module) {
        return first(ranks, module, rank);
    }

    /** What B A is multiplied by before it is added to the module's weight. */
    double scaleOf(String module) {
        double rank = rankOf(module);
        return first(alphas, module, alpha) / (rankStabilised ? Math.sqrt(rank) : rank);
    }

    private static <T> T first(Map<Pattern, T> byPattern, String module, T otherwise) {
        return byPattern.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(module).lookingAt())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }
}
