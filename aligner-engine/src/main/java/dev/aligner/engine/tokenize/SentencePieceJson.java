package dev.aligner.engine.tokenize;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.weights.SentencePieces;
import dev.aligner.engine.weights.SentencePieces.Algorithm;
import dev.aligner.engine.weights.SentencePieces.Kind;
import dev.aligner.engine.weights.SentencePieces.Piece;
import dev.aligner.engine.weights.SentencePieces.Prefix;
import dev.aligner.engine.weights.TokenizerSource.SentencePiece;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a SentencePiece vocabulary as a tokenizer.json, as transformers' {@code convert_slow_tokenizer.py} does: scores
 * become merges, bytes a fallback, the space in front a step of normalising.
 */
final class SentencePieceJson {
    private static final String SPACE = "\u2581";
    private static final String SPACES = " {2,}";

    /** Markers that a vocabulary calls user-defined although only a template may write them, as in llama.cpp. */
    private static final Pattern MARKER = Pattern.compile("<\\|.*\\|>|<unused\\d+>|</?[a-z]+_of_[a-z]+>");

    private static final Set<Kind> ADDED = Set.of(Kind.UNKNOWN, Kind.CONTROL, Kind.USER_DEFINED);

    private final SentencePieces vocabulary;
    private final List<Piece> pieces;
    private final ObjectNode root = JsonNodeFactory.instance.objectNode().put("version", "1.0");

    private SentencePieceJson(SentencePiece source) {
        this.vocabulary = source.vocabulary();
        this.pieces = source.vocabulary().pieces();
    }

    /** @throws AlignerException {@code MODEL_FILE} if a unigram vocabulary has no unknown piece */
    static ObjectNode of(SentencePiece source) {
        SentencePieceJson json = new SentencePieceJson(source);
        json.putAddedTokens();
        json.putNormalizer();
        if (json.vocabulary.algorithm() == Algorithm.BPE) {
            json.putMerging();
        } else {
            json.putUnigram();
        }
        AddedToken begin = source.addsBeginToken() ? json.token(source.beginToken()) : null;
        AddedToken end = source.addsEndToken() ? json.token(source.endToken()) : null;
        if (begin != null || end != null) {
            JsonParts.putAround(json.root, begin, end);
        }
        return json.root;
    }

    private AddedToken token(int id) {
        Piece piece = pieces.get(id);
        boolean special = piece.kind() != Kind.USER_DEFINED
                || MARKER.matcher(piece.text()).matches();
        return new AddedToken(id, text(piece), special);
    }

    /** An added token is looked for in the text as it was written, before spaces become U+2581. */
    private static String text(Piece piece) {
        return piece.kind() == Kind.USER_DEFINED ? piece.text().replace(SPACE, " ") : piece.text();
    }

    private void putAddedTokens() {
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < pieces.size(); id++) {
            if (ADDED.contains(pieces.get(id).kind())) {
                JsonParts.addToken(added, token(id));
            }
        }
    }

    private void putNormalizer() {
        ArrayNode steps = root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (!vocabulary.charsMap().isEmpty()) {
            steps.addObject().put("type", "Precompiled").put("precompiled_charsmap", vocabulary.charsMap());
        }
        if (vocabulary.trimsSpaces()) {
            // a space in front is the one that is put there
            steps.addObject()
                    .put("type", "Strip")
                    .put("strip_left", vocabulary.algorithm() == Algorithm.BPE)
                    .put("strip_right", true);
            replace(steps.addObject(), "Regex", SPACES, " ");
        }
        if (vocabulary.algorithm() == Algorithm.BPE && vocabulary.prefix() != Prefix.FIRST) {
            if (vocabulary.prefix() == Prefix.EVERY) {
                steps.addObject().put("type", "Prepend").put("prepend", SPACE);
            }
            replace(steps.addObject(), "String", " ", SPACE);
        }
    }

    private static ObjectNode replace(ObjectNode step, String kind, String from, String to) {
        step.put("type", "Replace").putObject("pattern").put(kind, from);
        return step.put("content", to);
    }

    /** Merging, over words or over a whole text: a merge never crosses a space but where a piece does. */
    private void putMerging() {
        if (vocabulary.prefix() == Prefix.FIRST) {
            metaspace(root.putObject("pre_tokenizer"), "first").put("split", false);
        }
        ObjectNode model = root.putObject("model")
                .put("type", "BPE")
                .put("fuse_unk", true)
                .put("byte_fallback", hasBytes())
                .put("ignore_merges", false);
        int unknown = unknown();
        if (unknown >= 0) {
            model.put("unk_token", text(pieces.get(unknown)));
        }
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < pieces.size(); id++) {
            // padding may repeat a text: the first is the one that counts
            if (!ids.has(text(pieces.get(id)))) {
                ids.put(text(pieces.get(id)), id);
            }
        }
        ArrayNode merges = model.putArray("merges");
        PieceMerges.of(pieces).forEach(merges::add);
        putDecoder();
    }

    private void putDecoder() {
        ArrayNode steps = root.putObject("decoder").put("type", "Sequence").putArray("decoders");
        replace(steps.addObject(), "String", SPACE, " ");
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (vocabulary.prefix() != Prefix.NEVER) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
    }

    private void putUnigram() {
        int unknown = unknown();
        if (unknown < 0) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE, "tokenizer: no unknown piece (expected: one, in a unigram vocabulary)");
        }
        String scheme = switch (vocabulary.prefix()) {
            case NEVER -> "never";
            case FIRST -> "first";
            case EVERY -> "always";
        };
        metaspace(root.putObject("pre_tokenizer"), scheme).put("split", true);
        metaspace(root.putObject("decoder"), scheme).put("split", true);
        ObjectNode model = root.putObject("model")
                .put("type", "Unigram")
                .put("unk_id", unknown)
                .put("byte_fallback", hasBytes());
        ArrayNode scored = model.putArray("vocab");
        for (Piece piece : pieces) {
            scored.addArray().add(text(piece)).add((double) piece.score());
        }
    }

    private static ObjectNode metaspace(ObjectNode step, String scheme) {
        return step.put("type", "Metaspace").put("replacement", SPACE).put("prepend_scheme", scheme);
    }

    private boolean hasBytes() {
        return pieces.stream().anyMatch(piece -> piece.kind() == Kind.BYTE);
    }

    private int unknown() {
        for (int id = 0; id < pieces.size(); id++) {
            if (pieces.get(id).kind() == Kind.UNKNOWN) {
                return id;
            }
        }
        return -1;
    }
}
