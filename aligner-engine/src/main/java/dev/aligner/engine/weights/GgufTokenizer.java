package dev.aligner.engine.weights;

import dev.aligner.engine.weights.SentencePieces.Kind;
import dev.aligner.engine.weights.SentencePieces.Piece;
import dev.aligner.engine.weights.SentencePieces.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Metadata {@code tokenizer.*} to a vocabulary, of byte-level BPE or of SentencePiece. */
final class GgufTokenizer {
    static final String END_TOKEN = "tokenizer.ggml.eos_token_id";
    private static final String BEGIN_TOKEN = "tokenizer.ggml.bos_token_id";
    private static final String PADDING_TOKEN = "tokenizer.ggml.padding_token_id";
    private static final String UNKNOWN_TOKEN = "tokenizer.ggml.unknown_token_id";
    private static final String ADDS_BEGIN = "tokenizer.ggml.add_bos_token";
    private static final String CHAT_TEMPLATE = "tokenizer.chat_template";
    private static final String PRE = "tokenizer.ggml.pre";
    private static final String MODEL = "tokenizer.ggml.model";
    private static final String BYTE_LEVEL = "gpt2";
    private static final String SENTENCE_PIECE = "llama";

    private static final int LEAST_TYPE = Kind.LEAST_NUMBER;
    private static final int MOST_TYPE = Kind.MOST_NUMBER;

    /** Where a SentencePiece vocabulary names none. */
    private static final int BEGIN = 1;

    private static final int END = 2;

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
    static TokenizerSource read(GgufMetadata metadata, Problems problems) {
        return new GgufTokenizer(metadata, problems).read();
    }

    private TokenizerSource read() {
        String model = settings.text(MODEL);
        if (SENTENCE_PIECE.equals(model)) {
            return sentencePiece();
        }
        if (!BYTE_LEVEL.equals(model)) {
            problems.add(
                    MODEL + ": " + shown(MODEL) + " (expected: \"" + BYTE_LEVEL + "\" or \"" + SENTENCE_PIECE + "\")");
        }
        return byteLevel();
    }

    private TokenizerSource.Gguf byteLevel() {
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
        boolean addsBegin = settings.flagOr(BEGINNING.contains(pre), ADDS_BEGIN);
        if (addsBegin && begin < 0) {
            problems.add(BEGIN_TOKEN + ": missing (expected: an id, because texts begin with that token)");
        }
        int end = token(END_TOKEN, tokens.size());
        return new TokenizerSource.Gguf(
                pre, tokens, types, merges, addsBegin, begin, end, settings.text(CHAT_TEMPLATE));
    }

    /** What the file leaves out is as in llama.cpp. */
    private TokenizerSource.SentencePiece sentencePiece() {
        List<String> tokens = texts(GgufMetadata.TOKENS);
        int[] types = types(tokens.size());
        float[] scores = metadata.reals().get(GgufMetadata.SCORES);
        if (scores == null || scores.length != tokens.size()) {
            problems.add(GgufMetadata.SCORES + ": " + shown(GgufMetadata.SCORES) + " (expected: array of "
                    + tokens.size() + " FLOAT32)");
        }
        int begin = tokenOr(BEGIN, BEGIN_TOKEN, tokens.size());
        int end = tokenOr(END, END_TOKEN, tokens.size());
        // older converters call every token normal
        Map<Integer, Kind> known = new HashMap<>();
        known.put(begin, Kind.CONTROL);
        known.put(end, Kind.CONTROL);
        known.put(token(PADDING_TOKEN, tokens.size()), Kind.CONTROL);
        known.put(tokenOr(0, UNKNOWN_TOKEN, tokens.size()), Kind.UNKNOWN);
        List<Piece> pieces = new ArrayList<>();
        for (int id = 0; scores != null && id < Math.min(types.length, scores.length); id++) {
            int type = types[id];
            Kind kind = type < LEAST_TYPE || type > MOST_TYPE ? Kind.NORMAL : Kind.ofNumber(type);
            pieces.add(
                    new Piece(tokens.get(id), scores[id], kind == Kind.NORMAL ? known.getOrDefault(id, kind) : kind));
        }
        return new TokenizerSource.SentencePiece(
                new SentencePieces(
                        SentencePieces.Algorithm.BPE,
                        pieces,
                        "",
                        false,
                        settings.flagOr(true, "tokenizer.ggml.add_space_prefix") ? Prefix.EVERY : Prefix.NEVER),
                settings.flagOr(true, ADDS_BEGIN),
                settings.flagOr(false, "tokenizer.ggml.add_eos_token"),
                begin,
                end,
                settings.text(CHAT_TEMPLATE));
    }

    private int tokenOr(int fallback, String key, int tokens) {
        return settings.wholeOr(Math.min(fallback, tokens - 1), key, 0, Math.max(tokens - 1, 0));
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
