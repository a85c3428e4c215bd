package dev.aligner.service.host;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What lies at a model's path.
 *
 * @param path as it was given
 * @param device where it would be computed, for example {@code cpu}
 * @param weights null where the model's files cannot be opened
 * @param text null where they cannot, or the tokenizer or the template is none
 * @param adapter folder of the adapter that would be merged, or null
 * @param problems all that would stop a start, each with its file
 */
public record ModelReport(
        String path,
        String device,
        @Nullable Weights weights,
        @Nullable Text text,
        @Nullable String adapter,
        List<String> problems) {
    public ModelReport {
        problems = List.copyOf(problems);
    }

    /**
     * The model's numbers.
     *
     * @param format {@code safetensors} or {@code GGUF}
     * @param files how many files the weights are in
     * @param bytes of all these files
     * @param parameters by type, for example {@code BF16}
     * @param layers {@code 32}, or {@code 12 + 12} of an encoder and a decoder
     * @param rows of the embedding
     * @param trainedContext positions that the model was trained for
     * @param contextTokens of each slot, as configured and as far as the model goes
     * @param slots as configured
     * @param memory by precision, for example {@code bfloat16}
     * @param caches bytes of the cache by other contexts of each slot, and by precision
     */
    public record Weights(
            String format,
            int files,
            long bytes,
            Map<String, Long> parameters,
            String family,
            String layers,
            int rows,
            int trainedContext,
            int contextTokens,
            int slots,
            Map<String, Memory> memory,
            SortedMap<Integer, Map<String, Long>> caches) {
        public Weights {
            parameters = new LinkedHashMap<>(parameters);
            memory = new LinkedHashMap<>(memory);
            caches = new TreeMap<>(caches);
        }
    }

    /**
     * Bytes of native memory.
     *
     * @param cache once every position of every slot was written
     * @param loading beside the weights, while they are read
     */
    public record Memory(long weights, long cache, long loading) {}

    /**
     * How the model reads and writes.
     *
     * @param tokens ids that the tokenizer knows, up to the highest
     * @param template id of the template
     * @param reason why that one
     */
    public record Text(String tokenizer, int tokens, String template, String reason) {}
}
