package dev.aligner.service.wire;

import dev.aligner.core.AlignerException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of one JSON object, read by type and never coerced. A null counts as absent, as many clients write one for
 * every field they do not use. Each message begins with the field's path in the wire's spelling.
 */
final class Fields {
    private final String path;
    private final JsonNode object;

    /** @param path of the object itself; empty for the body */
    Fields(String path, JsonNode object, Set<String> known) {
        if (!object.isObject()) {
            String name = path.isEmpty() ? "body" : path;
            throw wrongType(name, object, "an object");
        }
        this.path = path;
        this.object = object;
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                String shown = at(StrictText.display(name));
                throw AlignerException.invalidField(
                        shown, shown + ": unknown field (known: " + String.join(", ", new TreeSet<>(known)) + ")");
            }
        }
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    @Nullable
    JsonNode value(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    String text(String name) {
        JsonNode value = value(name);
        return value == null ? null : text(at(name), value);
    }

    String requiredText(String name) {
        String text = text(name);
        if (text == null) {
            throw AlignerException.invalidField(at(name), at(name) + ": missing (expected: a string)");
        }
        return text;
    }

    /** The text, or a refusal where it has more than {@code limit} code points. */
    static String bounded(String field, String text, int limit) {
        int length = text.codePointCount(0, text.length());
        if (length > limit) {
            throw AlignerException.tooLarge(
                    field, field + ": " + length + " characters (expected: at most " + limit + ")");
        }
        return text;
    }

    double number(String name, double absent) {
        Double value = number(name);
        return value == null ? absent : value;
    }

    @Nullable
    Double number(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw wrongType(at(name), value, "a number");
        }
        // adding zero takes the sign off a negative zero, which is no number of its own here
        return value.doubleValue() + 0.0;
    }

    @Nullable
    Long integer(String name, long smallest, long largest) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            throw wrongType(at(name), value, "an integer");
        }
        if (!value.canConvertToLong() || value.longValue() < smallest || value.longValue() > largest) {
            throw AlignerException.invalidField(
                    at(name), at(name) + ": " + value + " (expected: " + smallest + ".." + largest + ")");
        }
        return value.longValue();
    }

    boolean flag(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            throw wrongType(at(name), value, "true or false");
        }
        return value != null && value.booleanValue();
    }

    List<String> texts(String name) {
        JsonNode value = value(name);
        return value == null
                ? List.of()
                : elements(name, value).stream()
                        .map(element -> text(at(name), element))
                        .toList();
    }

    List<JsonNode> elements(String name, JsonNode array) {
        if (!array.isArray()) {
            throw wrongType(at(name), array, "an array");
        }
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static String text(String field, JsonNode value) {
        if (!value.isString()) {
            throw wrongType(field, value, "a string");
        }
        String text = value.stringValue();
        int at = StrictText.loneSurrogate(text);
        if (at >= 0) {
            throw AlignerException.invalidField(
                    field, field + ": half a surrogate pair at UTF-16 unit " + at + " (expected: whole characters)");
        }
        return text;
    }

    private static AlignerException wrongType(String field, JsonNode found, String expected) {
        String type = found.getNodeType().name().toLowerCase(Locale.ROOT);
        return AlignerException.invalidField(field, field + ": a JSON " + type + " (expected: " + expected + ")");
    }
}
