package dev.aligner.engine.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code tokenizer.json}, or a SentencePiece model where there is none, and what {@code tokenizer_config.json} and {@code chat_template.jinja} say around it. */
final class HuggingFaceTokenizer {
    private static final String CHAT_TEMPLATE = "chat_template";

    private HuggingFaceTokenizer() {}

    static TokenizerSource read(Path folder) {
        Path json = folder.resolve("tokenizer.json");
        Optional<Path> pieces = Files.exists(json) ? Optional.empty() : SentencePieceFolder.file(folder);
        if (!Files.exists(json) && pieces.isEmpty()) {
            throw Problems.fatal(json, "missing (expected: this file, tokenizer.model or spiece.model)");
        }
        Path configFile = folder.resolve("tokenizer_config.json");
        JsonNode config = JsonFile.objectIfThere(configFile);
        Path template = folder.resolve("chat_template.jinja");
        // transformers, too, lets the file win over the configuration
        String chatTemplate = Files.exists(template) ? JsonFile.text(template) : null;
        if (config == null) {
            return source(folder, pieces, null, null, null, chatTemplate);
        }
        var problems = new Problems(configFile);
        if (chatTemplate == null) {
            chatTemplate = chatTemplate(config.path(CHAT_TEMPLATE), problems);
        }
        String begin = token("bos_token", config, problems);
        String end = token("eos_token", config, problems);
        problems.throwIfAny();
        return source(folder, pieces, config, begin, end, chatTemplate);
    }

    private static TokenizerSource source(
            Path folder,
            Optional<Path> pieces,
            @Nullable JsonNode config,
            @Nullable String begin,
            @Nullable String end,
            @Nullable String chatTemplate) {
        return pieces.isPresent()
                ? SentencePieceFolder.read(folder, pieces.get(), config, begin, end, chatTemplate)
                : new TokenizerSource.HuggingFace(
                        JsonFile.text(folder.resolve("tokenizer.json")), chatTemplate, begin, end);
    }

    /** A token is its text, or an object that holds it beside how it is stripped. */
    private static @Nullable String token(String name, JsonNode config, Problems problems) {
        JsonNode token = config.path(name);
        JsonNode text = token.isObject() ? token.path("content") : token;
        if (text.isString()) {
            return text.stringValue();
        }
        if (!token.isMissingNode() && !token.isNull()) {
            problems.add(name + ": JSON " + token.getNodeType() + " (expected: a text, or an object with content)");
        }
        return null;
    }

    /** One template, or a list of named ones, of which the default counts. */
    private static @Nullable String chatTemplate(JsonNode template, Problems problems) {
        if (template.isMissingNode() || template.isNull()) {
            return null;
        }
        if (template.isString()) {
            return template.stringValue();
        }
        for (JsonNode named : template) {
            boolean chosen =
                    template.size() == 1 || "default".equals(named.path("name").stringValue(""));
            if (template.isArray() && chosen && named.path("template").isString()) {
                return named.path("template").stringValue();
            }
        }
        problems.add(CHAT_TEMPLATE + ": JSON " + template.getNodeType()
                + " (expected: a text, or a list of {name, template} with one named default)");
        return null;
    }
}
