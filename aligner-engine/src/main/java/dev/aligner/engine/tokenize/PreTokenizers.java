package dev.aligner.engine.tokenize;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pre-tokenizers that a GGUF names in {@code tokenizer.ggml.pre}: how a text is cut before merging. Source:
 * llama.cpp, {@code src/llama-vocab.cpp}. Where the models' own tokenizer.json says the same in other words, it is
 * written in those: GPT-2's expression is the one inside ByteLevel, and single digits have a step of their own.
 */
final class PreTokenizers {
    private static final String GPT2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    private static final String LLAMA3 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String QWEN2 = LLAMA3.replace("\\p{N}{1,3}", "\\p{N}");

    private static final Map<String, PreTokenizer> KNOWN = new TreeMap<>(Map.of(
            "smollm", new PreTokenizer(sequence(digits(), byteLevel(true)), false),
            "starcoder", new PreTokenizer(sequence(digits(), byteLevel(true)), false),
            "gpt-2", new PreTokenizer(sequence(byteLevel(true)), false),
            "default", new PreTokenizer(defaults(), false),
            "llama3", new PreTokenizer(sequence(split(LLAMA3), byteLevel(false)), true),
            "llama-v3", new PreTokenizer(sequence(split(LLAMA3), byteLevel(false)), true),
            "llama-bpe", new PreTokenizer(sequence(split(LLAMA3), byteLevel(false)), true),
            "qwen2", new PreTokenizer(sequence(split(QWEN2), byteLevel(false)), false)));

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
     * @param json {@code pre_tokenizer} of a tokenizer.json
     * @param ignoresMerges whether a piece that is a token is that token, whatever the merges would make of it
     */
    record PreTokenizer(ObjectNode json, boolean ignoresMerges) {
        PreTokenizer {
            json = json.deepCopy();
        }

        @Override
        public ObjectNode json() {
            return json.deepCopy();
        }
    }

    /** What llama.cpp does when it is told nothing better. */
    private static ObjectNode defaults() {
        return sequence(
                split("[\\p{P}\\$\\+<=>\\^~\\|]+"),
                split(GPT2),
                split("\\p{N}+"),
                split("[0-9][0-9][0-9]"),
                byteLevel(false));
    }

    /** Each step cuts the pieces that the one before left. */
    private static ObjectNode sequence(ObjectNode... steps) {
        ObjectNode sequence = object("Sequence");
        ArrayNode list = sequence.putArray("pretokenizers");
        for (ObjectNode step : steps) {
            list.add(step);
        }
        return sequence;
    }

    /** Matches and what lies between them are pieces. */
    private static ObjectNode split(String expression) {
        ObjectNode split = object("Split");
        split.putObject("pattern").put("Regex", expression);
        return split.put("behavior", "Isolated").put("invert", false);
    }

    private static ObjectNode digits() {
        return object("Digits").put("individual_digits", true);
    }

    private static ObjectNode byteLevel(boolean cutsAsGpt2) {
        return object("ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", cutsAsGpt2);
    }

    private static ObjectNode object(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
