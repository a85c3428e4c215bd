package dev.aligner.engine.tokenize;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pre-tokenizers that a GGUF names in {@code tokenizer.ggml.pre}: the expressions by which a text is cut before
 * merging, one after the other. Source: llama.cpp, {@code src/llama-vocab.cpp}; {@code smollm} is written as SmolLM2's
 * own tokenizer.json has it, which cuts the same.
 */
final class PreTokenizers {
    private static final String GPT2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    private static final String LLAMA3 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String QWEN2 = LLAMA3.replace("\\p{N}{1,3}", "\\p{N}");

    private static final Map<String, PreTokenizer> KNOWN = new TreeMap<>(Map.of(
            "smollm", new PreTokenizer(List.of("\\p{N}", GPT2), false),
            "starcoder", new PreTokenizer(List.of("\\p{N}", GPT2), false),
            "gpt-2", new PreTokenizer(List.of(GPT2), false),
            "default",
                    new PreTokenizer(List.of("[\\p{P}\\$\\+<=>\\^~\\|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]"), false),
            "llama3", new PreTokenizer(List.of(LLAMA3), true),
            "llama-v3", new PreTokenizer(List.of(LLAMA3), true),
            "llama-bpe", new PreTokenizer(List.of(LLAMA3), true),
            "qwen2", new PreTokenizer(List.of(QWEN2), false)));

    private PreTokenizers() {}

    /** @throws AlignerException {@code MODEL_FILE} if the name is not known: a wrong cut gives wrong ids, not errors */
    static PreTokenizer named(String pre) {
        PreTokenizer known = KNOWN.get(pre);
        if (known == null) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE, "tokenizer.ggml.pre: " + pre + " (expected: one of " + KNOWN.keySet() + ")");
        }
        return known;
    }

    /**
     * @param expressions each cuts the pieces that the one before left; matches and what lies between them are pieces
     * @param ignoresMerges whether a piece that is a token is that token, whatever the merges would make of it
     */
    record PreTokenizer(List<String> expressions, boolean ignoresMerges) {

        /** As {@code pre_tokenizer} of a tokenizer.json, ending in the byte-level alphabet. */
        ObjectNode toJson() {
            ObjectNode sequence = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
            ArrayNode steps = sequence.putArray("pretokenizers");
            for (String expression : expressions) {
                ObjectNode split = steps.addObject().put("type", "Split");
                split.putObject("pattern").put("Regex", expression);
                split.put("behavior", "Isolated").put("invert", false);
            }
            steps.addObject()
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", false)
                    .put("trim_offsets", true)
                    .put("use_regex", false);
            return sequence;
        }
    }
}
