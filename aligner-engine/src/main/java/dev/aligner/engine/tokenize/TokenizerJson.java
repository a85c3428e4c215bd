package dev.aligner.engine.tokenize;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@code tokenizer.json}: what it says of its tokens, and the one change that we make to it. */
final class TokenizerJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final ObjectNode root;
    private final ObjectNode model;
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<AddedToken> added = new ArrayList<>();

    private TokenizerJson(ObjectNode root) {
        this.root = root;
        if (!(root.path("model") instanceof ObjectNode object)) {
            throw invalid("model", "missing (expected: an object)");
        }
        this.model = object;
        readVocabulary(model.path("vocab"));
        readAdded(root.path("added_tokens"));
    }

    /** @throws AlignerException {@code MODEL_FILE} if the text is no JSON, or has no model or no vocabulary */
    static TokenizerJson parse(String text) {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw AlignerException.of(ErrorCode.MODEL_FILE, "tokenizer.json: not JSON", e);
        }
        if (!(node instanceof ObjectNode root)) {
            throw AlignerException.of(ErrorCode.MODEL_FILE, "tokenizer.json: not a JSON object");
        }
        return new TokenizerJson(root);
    }

    /** Takes the tree over. */
    static TokenizerJson of(ObjectNode root) {
        return new TokenizerJson(root);
    }

    static AlignerException invalid(String field, String found) {
        return AlignerException.of(ErrorCode.MODEL_FILE, "tokenizer.json: " + field + ": " + found);
    }

    /** The id of every token's text, as the file names them. */
    Map<String, Integer> ids() {
        return ids;
    }

    List<AddedToken> added() {
        return added;
    }

    JsonNode decoder() {
        return root.path("decoder");
    }

    String text() {
        return MAPPER.writeValueAsString(root);
    }

    private void readVocabulary(JsonNode vocabulary) {
        if (vocabulary instanceof ObjectNode texts) {
            texts.properties().forEach(entry -> ids.put(entry.getKey(), id(entry.getValue(), "model.vocab")));
        } else if (vocabulary instanceof ArrayNode scored) {
            for (int i = 0; i < scored.size(); i++) {
                ids.putIfAbsent(string(scored.path(i).path(0), "model.vocab"), i);
            }
        } else {
            throw invalid("model.vocab", "missing (expected: an object or an array)");
        }
    }

    private void readAdded(JsonNode tokens) {
        for (JsonNode token : tokens) {
            int id = id(token.path("id"), "added_tokens.id");
            String text = string(token.path("content"), "added_tokens.content");
            added.add(new AddedToken(id, text, token.path("special").asBoolean(false)));
            ids.put(text, id);
        }
    }

    private static int id(JsonNode node, String field) {
        int id = node.asInt(-1);
        if (id < 0) {
            throw invalid(field, node + " (expected: an id >= 0)");
        }
        return id;
    }

    private static String string(JsonNode node, String field) {
        return node.stringValueOpt().orElseThrow(() -> invalid(field, node + " (expected: a string)"));
    }

    /**
     * Gives every control token its placeholder for a text, in the list of added tokens and in the vocabulary, its id
     * unchanged: from then on no text but the placeholder yields it. Also takes out all that would make ids depend on
     * anything but the text: truncation, padding, dropout.
     */
    void disguise(ControlTokens controls) {
        root.putNull("truncation");
        root.putNull("padding");
        if (model.has("dropout")) {
            model.putNull("dropout");
        }
        for (JsonNode token : root.path("added_tokens")) {
            String placeholder = controls.placeholder(token.path("content").stringValue());
            if (placeholder != null && token instanceof ObjectNode object) {
                // a placeholder that stayed unseen, in the middle of a word or after normalising, would end up as text
                object.put("content", placeholder).put("normalized", false).put("single_word", false);
            }
        }
        String unknown = controls.placeholder(model.path("unk_token").asString(""));
        if (unknown != null) {
            model.put("unk_token", unknown);
        }
        disguiseVocabulary(controls);
    }

    private void disguiseVocabulary(ControlTokens controls) {
        if (model.path("vocab") instanceof ObjectNode texts) {
            controls.placeholders().forEach((text, placeholder) -> {
                JsonNode id = texts.remove(text);
                if (id != null) {
                    texts.set(placeholder, id);
                }
            });
        }
        if (model.path("vocab") instanceof ArrayNode scored) {
            for (JsonNode piece : scored) {
                String placeholder = controls.placeholder(piece.path(0).stringValue());
                if (placeholder != null && piece instanceof ArrayNode pair) {
                    pair.set(0, placeholder);
                }
            }
        }
        if (model.path("merges") instanceof ArrayNode merges) {
            merges.removeIf(merge -> touches(merge, controls));
        }
    }

    private static boolean touches(JsonNode merge, ControlTokens controls) {
        String left;
        String right;
        if (merge.isArray()) {
            left = merge.path(0).asString("");
            right = merge.path(1).asString("");
        } else {
            String text = merge.asString("");
            int space = Math.max(text.indexOf(' '), 0);
            left = text.substring(0, space);
            right = text.substring(Math.min(space + 1, text.length()));
        }
        return controls.placeholder(left) != null
                || controls.placeholder(right) != null
                || controls.placeholder(left + right) != null;
    }
}
