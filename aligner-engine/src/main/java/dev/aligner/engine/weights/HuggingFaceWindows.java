package dev.aligner.engine.weights;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Which layers see a sliding window only, by what a family's {@code config.json} has to say of that. */
final class HuggingFaceWindows {
    private static final String WINDOW = "sliding_window";
    private static final String TYPES = "layer_types";
    private static final String SLIDING = "sliding_attention";
    private static final int USUAL_WINDOW = 4096;

    private final DecoderFamily family;
    private final JsonNode json;
    private final Problems problems;
    private final Settings settings;

    HuggingFaceWindows(DecoderFamily family, JsonNode json, Problems problems) {
        this.family = family;
        this.json = json;
        this.problems = problems;
        this.settings = JsonFile.settings(json, problems);
    }

    /** A window for each layer, {@link LayerAttention#ALL} where it sees everything. */
    List<Integer> of(int layers) {
        return switch (family) {
            case LLAMA, GEMMA -> Collections.nCopies(layers, LayerAttention.ALL);
            case MISTRAL -> Collections.nCopies(layers, json.has(WINDOW) ? windowOrAll() : USUAL_WINDOW);
            case PHI3 -> Collections.nCopies(layers, windowOrAll());
            case QWEN2, QWEN3 -> qwen(layers);
            case GEMMA2 -> alternating(layers, 2);
            case GEMMA3 -> alternating(layers, settings.wholeOr(6, "sliding_window_pattern", 1, ModelLimits.LAYERS));
        };
    }

    /** Null is no window. */
    private int windowOrAll() {
        return settings.wholeOr(LayerAttention.ALL, WINDOW, 1, ModelLimits.POSITIONS);
    }

    private int window() {
        return settings.wholeOr(USUAL_WINDOW, WINDOW, 1, ModelLimits.POSITIONS);
    }

    private List<Integer> qwen(int layers) {
        if (!settings.flagOr(false, "use_sliding_window")) {
            return Collections.nCopies(layers, LayerAttention.ALL);
        }
        int first = settings.wholeOr(28, "max_window_layers", 0, ModelLimits.LAYERS);
        return json.hasNonNull(TYPES)
                ? typed(layers)
                : IntStream.range(0, layers)
                        .mapToObj(layer -> layer >= first ? window() : LayerAttention.ALL)
                        .toList();
    }

    /** Of {@code period} layers the last sees everything. */
    private List<Integer> alternating(int layers, int period) {
        return json.hasNonNull(TYPES)
                ? typed(layers)
                : IntStream.range(0, layers)
                        .mapToObj(layer -> (layer + 1) % period == 0 ? LayerAttention.ALL : window())
                        .toList();
    }

    private List<Integer> typed(int layers) {
        List<String> types =
                json.path(TYPES).valueStream().map(type -> type.stringValue("")).toList();
        if (types.size() != layers || !List.of(SLIDING, "full_attention").containsAll(types)) {
            problems.add(TYPES + ": " + json.path(TYPES) + " (expected: " + SLIDING + " or full_attention for each of "
                    + layers + " layers)");
            return Collections.nCopies(layers, LayerAttention.ALL);
        }
        return types.stream()
                .map(type -> type.equals(SLIDING) ? window() : LayerAttention.ALL)
                .toList();
    }
}
