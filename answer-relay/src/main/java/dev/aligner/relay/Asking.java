package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.upstream.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for: a header goes before a member of the object.
 *
 * @param path where the object stands, as errors name it
 */
record Asking(HeaderLookup headers, JsonValue object, String path) {
    /** Where the object stands in the requests of wires. */
    static final String OBJECT = "aligner";

    private static final Pattern MILLIS = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern MARGIN = Pattern.compile("-?[0-9]{1,6}(?:\\.[0-9]{1,6})?");

    @Nullable
    String word(String name, List<String> allowed) {
        String word = text(name);
        if (word != null && !allowed.contains(word)) {
            throw refused(
                    name,
                    "not allowed on this route (expected: "
                            + (allowed.isEmpty() ? "none" : "one of " + String.join(", ", allowed)) + ")");
        }
        return word;
    }

    @Nullable
    Double strength() {
        String text = text("strength");
        Double strength = text == null ? null : Strength.of(text);
        if (text != null && strength == null) {
            throw refused("strength", Strength.EXPECTED);
        }
        return strength;
    }

    @Nullable
    Double margin() {
        String text = text("min_margin");
        if (text != null && !MARGIN.matcher(text).matches()) {
            throw refused("min_margin", "(expected: a number of nats, such as 3.5)");
        }
        return text == null ? null : Double.valueOf(text);
    }

    /** For the correction of an answer, or of one unit of a stream; null for the route's. */
    @Nullable
    Duration deadline() {
        String text = text("deadline_ms");
        if (text != null && !MILLIS.matcher(text).matches()) {
            throw refused("deadline_ms", "(expected: milliseconds, 1..999999999)");
        }
        return text == null ? null : Duration.ofMillis(Long.parseLong(text));
    }

    /** Whether nothing but the answer may tell that it was corrected. */
    private boolean strict() {
        String text = text("strict");
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw refused("strict", "(expected: true or false)");
        }
        return "true".equals(text);
    }

    /**
     * The route as this request wants it, where it may only want it to say less and to wait for less.
     *
     * @throws AlignerException INVALID_FIELD where it may not be strict
     */
    RoutePolicy narrowed(RoutePolicy route) {
        boolean strict = strict();
        Duration deadline = deadline();
        if (!strict && deadline == null) {
            return route;
        }
        if (strict && route.stream() == StreamMode.POST_HOC) {
            throw refused("strict", "not allowed on this route, whose mode is post-hoc (expected: false)");
        }
        return route.narrowed(strict, deadline == null ? route.deadline() : deadline);
    }

    private @Nullable String text(String name) {
        String header = headers.first("x-aligner-" + name.replace('_', '-'));
        if (header != null) {
            return header.strip();
        }
        JsonValue field = object.at(name);
        if (field instanceof JsonValue.Scalar scalar) {
            return field.vacant() ? null : scalar.spelling();
        }
        if (field.present() && field.string() == null) {
            throw refused(name, "(expected: a string or a number)");
        }
        return field.string();
    }

    private AlignerException refused(String name, String why) {
        String field = path + "." + name;
        return AlignerException.invalidField(field, field + ": " + why);
    }
}
