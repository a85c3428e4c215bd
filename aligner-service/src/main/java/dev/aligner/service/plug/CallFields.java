package dev.aligner.service.plug;

import dev.aligner.core.AlignerException;
import dev.aligner.upstream.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a host's call, read by type and never coerced. Hosts add fields with any version: what is not known is left
 * alone. Each message begins with the field's path.
 */
final class CallFields {
    private CallFields() {}

    static String text(JsonValue value, String field) {
        String text = value.string();
        if (text == null) {
            throw wrong(value, field, "a string");
        }
        return text;
    }

    /** Null where it is missing or null. */
    static @Nullable String textOrNull(JsonValue value, String field) {
        return absent(value) ? null : text(value, field);
    }

    /** None where they are missing or null. */
    static List<JsonValue.Text> texts(JsonValue value, String field) {
        List<JsonValue.Text> texts = new ArrayList<>();
        for (JsonValue item : absent(value) ? List.<JsonValue>of() : items(value, field)) {
            if (!(item instanceof JsonValue.Text text)) {
                throw wrong(item, field + "[" + texts.size() + "]", "a string");
            }
            texts.add(text);
        }
        return texts;
    }

    static List<JsonValue> items(JsonValue value, String field) {
        if (!(value instanceof JsonValue.Items items)) {
            throw wrong(value, field, "an array");
        }
        return items.items();
    }

    static JsonValue object(JsonValue value, String field) {
        if (!(value instanceof JsonValue.Fields)) {
            throw wrong(value, field, "an object");
        }
        return value;
    }

    /** What it says is none of the words that it may say. */
    static AlignerException none(String field, String expected) {
        return AlignerException.invalidField(field, field + ": another value (expected: " + expected + ")");
    }

    private static boolean absent(JsonValue value) {
        return !value.present() || (value instanceof JsonValue.Scalar && value.vacant());
    }

    private static AlignerException wrong(JsonValue found, String field, String expected) {
        return AlignerException.invalidField(field, field + ": " + kind(found) + " (expected: " + expected + ")");
    }

    private static String kind(JsonValue found) {
        if (found instanceof JsonValue.Fields) {
            return "an object";
        }
        if (found instanceof JsonValue.Items) {
            return "an array";
        }
        if (found instanceof JsonValue.Text) {
            return "a string";
        }
        return absent(found) ? "missing" : "a number, true or false";
    }
}
