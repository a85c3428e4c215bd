package dev.aligner.engine.tokenize;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.tokenize.PreTokenizers.PreTokenizer;
import dev.aligner.engine.weights.TokenizerSource.Gguf;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a GGUF's vocabulary as the tokenizer.json that it was once made from. */
final class GgufTokenizerJson {
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    private final Gguf gguf;
    private final ObjectNode root = JsonNodeFactory.instance.objectNode().put("version", "1.0");

    private GgufTokenizerJson(Gguf gguf) {
        this.gguf = gguf;
    }

    /** @throws AlignerException {@code MODEL_FILE} if the parts do not fit each other or {@code pre} is not known */
    static ObjectNode of(Gguf gguf) {
        PreTokenizer pre = PreTokenizers.named(gguf.pre());
        if (gguf.types().length != gguf.tokens().size()) {
            throw invalid("token_type", gguf.types().length, gguf.tokens().size() + ", one for each token");
        }
        GgufTokenizerJson json = new GgufTokenizerJson(gguf);
        json.root.set("pre_tokenizer", pre.json());
        json.putAddedTokens();
        json.putModel(pre.ignoresMerges());
        if (gguf.addsBeginToken()) {
            json.putBeginToken();
        }
        json.root
                .putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
        return json.root;
    }

    private static AlignerException invalid(String field, int found, String expected) {
        return AlignerException.of(
                ErrorCode.MODEL_FILE, "tokenizer.ggml." + field + ": " + found + " (expected: " + expected + ")");
    }

    private void putAddedTokens() {
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < gguf.types().length; id++) {
            int type = gguf.types()[id];
            if (type == UNKNOWN || type == CONTROL || type == USER_DEFINED) {
                JsonParts.addToken(added, new AddedToken(id, gguf.tokens().get(id), type != USER_DEFINED));
            }
        }
    }

    private void putModel(boolean ignoresMerges) {
        ObjectNode model = root.putObject("model")
                .put("type", "BPE")
                .put("fuse_unk", false)
                .put("byte_fallback", false)
                .put("ignore_merges", ignoresMerges);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < gguf.tokens().size(); id++) {
            // padding may repeat a text: the first is the one that llama.cpp's and Hugging Face's tables keep
            if (!vocabulary.has(gguf.tokens().get(id))) {
                vocabulary.put(gguf.tokens().get(id), id);
            }
        }
        ArrayNode merges = model.putArray("merges");
        gguf.merges().forEach(merges::add);
    }

    private void putBeginToken() {
        int id = gguf.beginToken();
        if (id < 0 || id >= gguf.tokens().size()) {
            throw invalid("bos_token_id", id, "0.." + (gguf.tokens().size() - 1));
        }
        JsonParts.putAround(root, new AddedToken(id, gguf.tokens().get(id), true), null);
    }
}
