package dev.aligner.engine.weights;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Metadata {@code tokenizer.*} to a byte-level BPE vocabulary. */
final class GgufTokenizer {
    static final String END_TOKEN = "tokenizer.ggml.eos_token_id";
    private static final String BEGIN_TOKEN = "tokenizer.ggml.bos_token_id";
    private static final String PRE = "tokenizer.ggml.pre";

    private static final int LEAST_TYPE = 1;
    private static final int MOST_TYPE = 6;

    /** Pre-tokenizers that begin a text with the begin token unless told otherwise, as in {@code llama-vocab.cpp}. */
    private static final Set<String> BEGINNING = Set.of("llama3", "llama-v3", "llama-bpe", "falcon3");

    private final GgufMetadata metadata;
    private final Settings settings;
    private final Problems problems;

    private GgufTokenizer(GgufMetadata metadata, Problems problems) {
        this.metadata = metadata;
        this.settings = metadata.settings(problems);
        this.problems = problems;
    }

    /** The tokenizer; of no use where {@code problems} were added. */
    static TokenizerSource.Gguf read(GgufMetadata metadata, Problems problems) {
        return new GgufTokenizer(metadata, problems).read();
    }

    private TokenizerSource.Gguf read() {
        settings.demand("tokenizer.ggml.model", "gpt2");
        String pre = settings.text(PRE);
        if (pre == null) {
            problems.add(PRE + ": missing (expected: the pre-tokenizer's name)");
            pre = "";
        }
        List<String> tokens = texts(GgufMetadata.TOKENS);
        List<String> merges = texts(GgufMetadata.MERGES);
        int[] types = types(tokens.size());
        checkMerges(merges);
        int begin = token(BEGIN_TOKEN, tokens.size());
        boolean addsBegin = settings.flagOr(BEGINNING.contains(pre), "tokenizer.ggml.add_bos_token");
        if (addsBegin && begin < 0) {
            problems.add(BEGIN_TOKEN + ": missing (expected: an id, because texts begin with that token)");
        }
        int end = token(END_TOKEN, tokens.size());
        return new TokenizerSource.Gguf(
                pre, tokens, types, merges, addsBegin, begin, end, settings.text("tokenizer.chat_template"));
    }

    private int token(String key, int tokens) {
        return settings.wholeOr(-1, key, 0, Math.max(tokens - 1, 0));
    }

    private List<String> texts(String key) {
        List<String> texts = metadata.texts().get(key);
        if (texts == null || texts.isEmpty()) {
            problems.add(key + ": " + shown(key) + " (expected: an array of strings)");
            return List.of();
        }
        return List.copyOf(texts);
    }

    private int[] types(int tokens) {
        int[] types = metadata.numbers().get(GgufMetadata.TOKEN_TYPES);
        if (types == null || types.length != tokens) {
            problems.add(GgufMetadata.TOKEN_TYPES + ": " + shown(GgufMetadata.TOKEN_TYPES) + " (expected: array of "
                    + tokens + " INT32)");
            return new int[0];
        }
        Arrays.stream(types)
                .filter(type -> type < LEAST_TYPE || type > MOST_TYPE)
                .findFirst()
                .ifPresent(type -> problems.add(GgufMetadata.TOKEN_TYPES + ": " + type + " (expected: " + LEAST_TYPE
                        + ".." + MOST_TYPE + " each)"));
        return types;
    }

    /** A part may itself begin with a space only where the vocabulary is not byte-level. */
    private void checkMerges(List<String> merges) {
        for (int i = 0; i < merges.size(); i++) {
            int space = merges.get(i).indexOf(' ');
            if (space < 1 || space == merges.get(i).length() - 1) {
                problems.add(GgufMetadata.MERGES + ": number " + i + " (expected: two parts with a space between)");
                return;
            }
        }
    }

    private String shown(String key) {
        @Nullable Setting setting = metadata.settings().get(key);
        return setting == null ? "missing" : setting.shown();
    }
}
