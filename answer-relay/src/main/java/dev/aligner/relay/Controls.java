package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Evidence;
import dev.aligner.upstream.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the answer of one request is corrected: as the route says, unless the request's headers or its object {@code aligner}
 * say otherwise within what the route allows.
 *
 * @param instruction a text or a name, or null
 * @param strength 0 leaves the answer as it is; null for the corrector's own
 * @param evidence what the answer says of its correction
 */
public record Controls(
        @Nullable String instruction, @Nullable Double strength, StreamMode stream, Evidence evidence) {

    /** @throws AlignerException INVALID_FIELD for what the route does not allow */
    static Controls of(RoutePolicy route, HeaderLookup headers, JsonValue object) {
        String instruction = chosen("instruction", headers, object);
        if (instruction != null && !route.instructions().contains(instruction)) {
            throw AlignerException.invalidField(
                    "instruction",
                    "aligner.instruction: not allowed on this route (expected: "
                            + (route.instructions().isEmpty() ? "none" : "one of " + route.instructions()) + ")");
        }
        return new Controls(
                instruction == null ? route.instruction() : instruction,
                strength(chosen("strength", headers, object)),
                stream(route, chosen("stream_mode", headers, object)),
                evidence(route, chosen("evidence", headers, object)));
    }

    private static @Nullable String chosen(String name, HeaderLookup headers, JsonValue object) {
        String header = headers.first("x-aligner-" + name.replace('_', '-'));
        if (header != null) {
            return header.strip();
        }
        JsonValue field = object.at(name);
        if (field instanceof JsonValue.Scalar scalar) {
            return field.vacant() ? null : scalar.spelling();
        }
        if (field.present() && field.string() == null) {
            throw AlignerException.invalidField(name, "aligner." + name + ": (expected: a string or a number)");
        }
        return field.string();
    }

    private static @Nullable Double strength(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Double strength = Strength.of(text);
        if (strength == null) {
            throw AlignerException.invalidField("strength", "aligner.strength: " + Strength.EXPECTED);
        }
        return strength;
    }

    private static StreamMode stream(RoutePolicy route, @Nullable String name) {
        if (name == null) {
            return route.stream();
        }
        List<StreamMode> allowed = route.streams().isEmpty() ? List.of(route.stream()) : route.streams();
        return Arrays.stream(StreamMode.values())
                .filter(mode -> mode.wireName().equals(name) && allowed.contains(mode))
                .findFirst()
                .orElseThrow(() -> AlignerException.invalidField(
                        "stream_mode",
                        "aligner.stream_mode: not allowed on this route (expected: "
                                + allowed.stream().map(StreamMode::wireName).collect(Collectors.joining(", ")) + ")"));
    }

    private static Evidence evidence(RoutePolicy route, @Nullable String name) {
        if (name == null) {
            return Evidence.NONE;
        }
        List<Evidence> allowed = Arrays.stream(Evidence.values())
                .filter(evidence -> evidence.compareTo(route.evidence()) <= 0)
                .toList();
        return allowed.stream()
                .filter(evidence -> evidence.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> AlignerException.invalidField(
                        "evidence",
                        "aligner.evidence: not allowed on this route (expected: "
                                + allowed.stream().map(Evidence::wireName).collect(Collectors.joining(", ")) + ")"));
    }

    /** Whether the corrector is not to be asked at all. */
    boolean off() {
        return strength != null && strength == 0;
    }
}
