package dev.aligner.engine.weights;

import dev.aligner.engine.weights.SentencePieces.Kind;
import dev.aligner.engine.weights.SentencePieces.Piece;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tokens that a Hugging Face folder adds to a SentencePiece model or gives another meaning: {@code added_tokens.json}
 * (text to id), {@code added_tokens_decoder} of {@code tokenizer_config.json} (id to token), and which of them are
 * special by their names in {@code tokenizer_config.json} and {@code special_tokens_map.json}.
 */
final class AddedTokens {
    private static final List<String> SPECIAL_NAMES =
            List.of("bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token");

    private final Map<Integer, String> texts = new TreeMap<>();
    private final Set<String> special = new HashSet<>();
    private final Problems problems;

    private AddedTokens(Problems problems) {
        this.problems = problems;
    }

    static AddedTokens read(Path folder, @Nullable JsonNode config, Problems problems) {
        var tokens = new AddedTokens(problems);
        JsonNode added = JsonFile.objectIfThere(folder.resolve("added_tokens.json"));
        if (added != null) {
            added.properties().forEach(entry -> tokens.put(entry.getValue(), entry.getKey()));
        }
        tokens.readSpecial(JsonFile.objectIfThere(folder.resolve("special_tokens_map.json")));
        if (config != null) {
            tokens.readSpecial(config);
            config.path("added_tokens_decoder").properties().forEach(entry -> tokens.readDecoder(entry));
        }
        return tokens;
    }

    private void readDecoder(Map.Entry<String, JsonNode> entry) {
        String text = entry.getValue().path("content").stringValue("");
        try {
            texts.put(Integer.valueOf(entry.getKey()), text);
        } catch (NumberFormatException e) {
            problems.add("added_tokens_decoder: " + entry.getKey() + " (expected: an id)");
        }
        if (entry.getValue().path("special").asBoolean(false)) {
            special.add(text);
        }
    }

    private void put(JsonNode id, String text) {
        if (id.isInt()) {
            texts.put(id.intValue(), text);
        } else {
            problems.add("added_tokens.json: " + text + ": " + id + " (expected: an id)");
        }
    }

    private void readSpecial(@Nullable JsonNode map) {
        if (map != null) {
            SPECIAL_NAMES.forEach(name -> addSpecial(map.path(name)));
            map.path("additional_special_tokens").forEach(this::addSpecial);
        }
    }

    /** A token is its text, or an object that holds it beside how it is stripped. */
    private void addSpecial(JsonNode token) {
        JsonNode text = token.isObject() ? token.path("content") : token;
        if (text.isString()) {
            special.add(text.stringValue());
        }
    }

    /** Changes the pieces into what the folder makes of them, and puts its own behind them. */
    void addTo(List<Piece> pieces) {
        texts.forEach((id, text) -> {
            Kind kind = special.contains(text) ? Kind.CONTROL : Kind.USER_DEFINED;
            if (id < 0 || id > pieces.size() || text.isEmpty()) {
                problems.add("added token " + id + ": \"" + text + "\" (expected: a text, and an id of 0.."
                        + pieces.size() + ", so that ids have no holes)");
            } else if (id == pieces.size()) {
                pieces.add(new Piece(text, 0, kind));
            } else if (!pieces.get(id).text().equals(text)) {
                pieces.set(id, new Piece(text, 0, kind));
            }
        });
        pieces.replaceAll(piece ->
                special.contains(piece.text()) && piece.kind() != Kind.UNKNOWN ? piece.as(Kind.CONTROL) : piece);
    }
}
