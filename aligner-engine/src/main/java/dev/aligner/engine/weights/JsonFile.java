package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON and text from a model's folder, with bounds on what a hostile file can make of memory and stack. */
final class JsonFile {
    private static final int MAX_JSON_BYTES = 16 << 20;
    private static final int MAX_TEXT_BYTES = 64 << 20;

    /** Also for a safetensors header, whose entries have some ten tokens for each tensor. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxTokenCount(1_000_000)
                    .maxStringLength(MAX_JSON_BYTES)
                    .maxNameLength(4096)
                    .maxNumberLength(100)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // names are taken from the file once: a table of them only costs memory
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

    private JsonFile() {}

    static JsonNode object(Path file) {
        String text = text(file, MAX_JSON_BYTES);
        try {
            JsonNode json = MAPPER.readTree(text);
            if (!json.isObject()) {
                throw Problems.fatal(file, kind(json) + " (expected: a JSON object)");
            }
            return json;
        } catch (JacksonException e) {
            throw broken(file, e);
        }
    }

    /** As {@link #object}, or null where there is no such file. */
    static @Nullable JsonNode objectIfThere(Path file) {
        return Files.exists(file) ? object(file) : null;
    }

    /** A file of UTF-8. */
    static String text(Path file) {
        return text(file, MAX_TEXT_BYTES);
    }

    private static String text(Path file, int maxBytes) {
        try {
            long size = Files.size(file);
            if (size > maxBytes) {
                throw Problems.fatal(file, "size: " + size + " bytes (expected: at most " + maxBytes + ")");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw Problems.fatal(file, "missing or unreadable (expected: UTF-8 text)", e);
        }
    }

    static AlignerException broken(Path file, JacksonException e) {
        var at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        // the original message has no excerpt of the file
        return Problems.fatal(file, "broken JSON" + where + ": " + e.getOriginalMessage(), e);
    }

    static Settings settings(JsonNode object, Problems problems) {
        return new Settings(name -> setting(object.path(name)), problems);
    }

    /** The settings of an object within another one, {@code prefix} before their names in messages. */
    static Settings settings(JsonNode object, String prefix, Problems problems) {
        return new Settings(name -> setting(object.path(name)), prefix, problems);
    }

    private static @Nullable Setting setting(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return new Setting.Whole(node.longValue());
        }
        if (node.isNumber()) {
            return new Setting.Real(node.asDouble());
        }
        if (node.isBoolean()) {
            return new Setting.Flag(node.booleanValue());
        }
        return node.isString() ? new Setting.Text(node.stringValue()) : new Setting.Other(kind(node));
    }

    private static String kind(JsonNode node) {
        return "JSON " + node.getNodeType();
    }
}
