package dev.aligner.trainer.recipe;

import dev.aligner.core.AlignerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.ToStringSerializer;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads recipes, YAML or JSON (by the name's end), lays options over them and defaults below. Unknown keys are refused;
 * an error names the field and what was expected there.
 */
public final class RecipeFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            // as written, not as an absolute file URI: a record of a run should not name its machine's folders
            .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance))
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** How the library says that a value is missing, or null. */
    private static final Pattern NULL = Pattern.compile("Null value for|Cannot map `null`");

    private RecipeFile() {}

    /**
     * @param file null where options say everything
     * @param options key to value as YAML, keys with dots: {@code optimiser.learning_rate}; a later one wins
     * @throws AlignerException INVALID_FIELD, naming the field
     */
    public static Recipe read(@Nullable Path file, Map<String, String> options) {
        ObjectNode said = file == null ? JSON.createObjectNode() : tree(file);
        options.forEach((key, value) -> put(said, key, value));
        return bind(file == null ? "options" : file.toString(), withDefaults(said));
    }

    /** As {@link #read} takes it, complete. */
    public static String write(Recipe recipe) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(recipe);
    }

    private static ObjectNode tree(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        ObjectMapper format = name.endsWith(".json") ? JSON : YAML;
        try {
            return object(file.toString(), format.readTree(Files.readString(file)));
        } catch (JacksonException e) {
            throw invalid(file + at(e) + ": " + firstLine(e.getOriginalMessage()), "recipe");
        } catch (IOException e) {
            throw invalid(file + ": missing or unreadable (expected: a recipe, YAML or JSON)", "recipe");
        }
    }

    private static void put(ObjectNode tree, String key, String value) {
        List<String> names = List.of(key.split("\\.", -1));
        ObjectNode at = tree;
        for (String name : names.subList(0, names.size() - 1)) {
            at = at.get(name) instanceof ObjectNode child ? child : at.putObject(name);
        }
        try {
            at.set(names.get(names.size() - 1), YAML.readTree(value));
        } catch (JacksonException e) {
            throw invalid(key + ": " + firstLine(e.getOriginalMessage()), key);
        }
    }

    private static ObjectNode withDefaults(ObjectNode said) {
        JsonNode defaults = defaults();
        ObjectNode all = (ObjectNode) defaults.get("all").deepCopy();
        for (String kind : List.of("objective", "trained", "optimiser")) {
            String type = said.path(kind)
                    .path("type")
                    .asString(all.path(kind).path("type").asString());
            // a type that is not known here is refused when it is bound, with the names that are
            if (defaults.get(kind).get(type) instanceof ObjectNode layer) {
                merge(all, layer);
            }
        }
        merge(all, said);
        for (JsonNode file : all.path("data")) {
            if (file instanceof ObjectNode one) {
                ObjectNode complete = (ObjectNode) defaults.get("file").deepCopy();
                merge(complete, one);
                one.setAll(complete);
            }
        }
        return all;
    }

    private static JsonNode defaults() {
        try (InputStream in = RecipeFile.class.getResourceAsStream("defaults.yaml")) {
            return YAML.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("defaults.yaml", e);
        }
    }

    /** Objects are merged, anything else replaced; a budget is one of several kinds and replaced too. */
    private static void merge(ObjectNode below, ObjectNode above) {
        above.properties().forEach(entry -> {
            boolean both = below.get(entry.getKey()) instanceof ObjectNode && entry.getValue() instanceof ObjectNode;
            if (both && !entry.getKey().equals("budget")) {
                merge((ObjectNode) below.get(entry.getKey()), (ObjectNode) entry.getValue());
            } else {
                below.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private static ObjectNode object(String where, JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        if (node.isMissingNode() || node.isNull()) {
            return JSON.createObjectNode();
        }
        throw invalid(where + ": " + node.getNodeType() + " (expected: keys and values)", "recipe");
    }

    private static Recipe bind(String where, ObjectNode tree) {
        try {
            return JSON.treeToValue(tree, Recipe.class);
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw invalid(where + ": " + field(e) + ": unknown key (known: " + known + ")", field(e));
        } catch (DatabindException e) {
            throw invalid(where + ": " + message(e), field(e));
        }
    }

    private static String message(DatabindException e) {
        String field = field(e);
        if (e.getCause() instanceof IllegalArgumentException ours) {
            // names the field itself, from the recipe's root or, inside a list, from the list's element
            int element = field.lastIndexOf(']') + 1;
            return field.substring(0, element) + (element == 0 ? "" : ".") + ours.getMessage();
        }
        String message = firstLine(e.getOriginalMessage());
        return field + ": " + (NULL.matcher(message).lookingAt() ? "missing (expected: a value)" : message);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static String field(DatabindException e) {
        return e.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String at(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static AlignerException invalid(String message, String field) {
        return AlignerException.invalidField(field, message);
    }
}
