package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** docs/api.md is the OpenAPI document, to be read by people. */
class ApiPageTest extends HttpTestBase {
    private static final Path DOCUMENT = Path.of("../docs/api.md");

    static {
        DocumentTable.takeSwitch();
    }

    @Test
    void everyPathAndFieldIsInIt() throws IOException {
        JsonNode document = json(client().get().uri("/v3/api-docs").exchange());
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : sorted(document.get("paths"))) {
            path.getValue().properties().forEach(operation -> operation(lines, path.getKey(), operation));
        }
        for (Map.Entry<String, JsonNode> schema : sorted(document.at("/components/schemas"))) {
            schema(lines, schema.getKey(), schema.getValue());
        }
        assertThat(lines).hasSizeGreaterThan(100);
        new DocumentTable(DOCUMENT, "api").assertIs(lines);
    }

    private static List<Map.Entry<String, JsonNode>> sorted(JsonNode named) {
        return named.properties().stream().sorted(Map.Entry.comparingByKey()).toList();
    }

    private static void operation(List<String> lines, String path, Map.Entry<String, JsonNode> operation) {
        JsonNode said = operation.getValue();
        lines.add("## `" + operation.getKey().toUpperCase(Locale.ROOT) + " " + path + "`");
        lines.add("");
        lines.add(said.path("summary").asString("") + ".");
        if (said.has("description")) {
            lines.add("");
            lines.add(said.get("description").stringValue());
        }
        lines.add("");
        lines.add("| | what | media types |");
        lines.add("|---|---|---|");
        if (said.has("requestBody")) {
            lines.add("| request | " + body(said.get("requestBody")) + " |");
        }
        for (Map.Entry<String, JsonNode> response : sorted(said.get("responses"))) {
            lines.add("| " + response.getKey() + " | "
                    + response.getValue().path("description").asString("") + " " + body(response.getValue()) + " |");
        }
        lines.add("");
    }

    /** Its schemas, and the media types that have them. */
    private static String body(JsonNode holder) {
        JsonNode content = holder.path("content");
        String types = content.properties().stream()
                .map(type -> type(type.getValue().path("schema")))
                .filter(type -> type.startsWith("["))
                .distinct()
                .collect(Collectors.joining(", "));
        String media = content.propertyNames().stream()
                .filter(type -> !type.equals("*/*"))
                .map(type -> "`" + type + "`")
                .collect(Collectors.joining(", "));
        return types + " | " + media;
    }

    private static void schema(List<String> lines, String name, JsonNode schema) {
        lines.add("## " + name);
        lines.add("");
        if (schema.has("description")) {
            lines.add(schema.get("description").stringValue());
            lines.add("");
        }
        List<String> required =
                schema.path("required").valueStream().map(JsonNode::stringValue).toList();
        lines.add("| field | type | |");
        lines.add("|---|---|---|");
        for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
            lines.add("| `" + field.getKey() + "` | " + type(field.getValue()) + " | "
                    + (required.contains(field.getKey()) ? "required. " : "")
                    + field.getValue().path("description").asString("") + " |");
        }
        lines.add("");
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = schema.get("$ref").stringValue().replaceFirst(".*/", "");
            return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
        }
        if (schema.has("enum")) {
            return schema.get("enum")
                    .valueStream()
                    .map(value -> "`" + value.asString() + "`")
                    .collect(Collectors.joining(", "));
        }
        if (schema.has("items")) {
            return "list of " + type(schema.get("items"));
        }
        JsonNode type = schema.path("type");
        String bounds = schema.has("minimum") || schema.has("maximum")
                ? ", " + schema.path("minimum").asString("…") + " to "
                        + schema.path("maximum").asString("…")
                : "";
        return (type.isArray()
                        ? type.valueStream().map(JsonNode::stringValue).collect(Collectors.joining(" or "))
                        : type.asString("any"))
                + bounds;
    }
}
