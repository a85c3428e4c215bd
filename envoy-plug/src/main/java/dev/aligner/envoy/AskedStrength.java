package dev.aligner.envoy;

import dev.aligner.core.AlignerException;
import dev.aligner.relay.Strength;
import dev.aligner.upstream.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** How strong a correction a client asks for. */
final class AskedStrength {
    static final String HEADER = "x-aligner-strength";

    private AskedStrength() {}

    /**
     * The header's, else the object's.
     *
     * @param object the request's field {@code aligner}
     * @return 0..1, or null where the client says nothing
     * @throws AlignerException INVALID_FIELD
     */
    static @Nullable Double asked(@Nullable String header, JsonValue object) {
        if (header != null) {
            return parsed(header.strip());
        }
        JsonValue field = object.at("strength");
        if (!field.present() || field.vacant()) {
            return null;
        }
        return parsed(field instanceof JsonValue.Scalar scalar ? scalar.spelling() : field.string());
    }

    private static Double parsed(@Nullable String text) {
        Double strength = text == null ? null : Strength.of(text);
        if (strength == null) {
            throw AlignerException.invalidField("strength", "aligner.strength: " + Strength.EXPECTED);
        }
        return strength;
    }
}
