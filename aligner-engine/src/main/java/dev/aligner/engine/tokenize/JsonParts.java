package dev.aligner.engine.tokenize;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Parts of a tokenizer.json that conversions from other formats write alike. */
final class JsonParts {
    private JsonParts() {}

    static void addToken(ArrayNode added, AddedToken token) {
        added.addObject()
                .put("id", token.id())
                .put("content", token.text())
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", token.special());
    }

    /** The post-processor that puts tokens around a text. */
    static void putAround(ObjectNode root, @Nullable AddedToken begin, @Nullable AddedToken end) {
        ObjectNode processor = root.putObject("post_processor").put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        ArrayNode pair = processor.putArray("pair");
        ObjectNode special = processor.putObject("special_tokens");
        addSpecial(single, begin, special);
        addSequence(single, "A", 0);
        addSpecial(single, end, special);
        addSequence(pair, "A", 0);
        addSequence(pair, "B", 1);
    }

    private static void addSequence(ArrayNode template, String id, int type) {
        template.addObject().putObject("Sequence").put("id", id).put("type_id", type);
    }

    private static void addSpecial(ArrayNode template, @Nullable AddedToken token, ObjectNode special) {
        if (token != null) {
            String text = token.text();
            template.addObject().putObject("SpecialToken").put("id", text).put("type_id", 0);
            ObjectNode described = special.putObject(text).put("id", text);
            described.putArray("ids").add(token.id());
            described.putArray("tokens").add(text);
        }
    }
}
