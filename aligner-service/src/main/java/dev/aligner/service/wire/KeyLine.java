package dev.aligner.service.wire;

import dev.aligner.core.AlignerException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of a keys file: who may ask, and for what. It holds no secret.
 *
 * @param id of the caller; several lines may name one
 * @param sha256 of its key, 64 hexadecimal digits; null where {@code subject} is there
 * @param subject of its certificate, as RFC 2253 writes one; null where {@code sha256} is there
 * @param scopes their names
 * @param requestsPerMinute null for what all callers have, as with the other limits
 * @param expires from when on it is refused, or null
 */
public record KeyLine(
        String id,
        @Nullable String sha256,
        @Nullable String subject,
        List<String> scopes,
        @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Long concurrent,
        @Nullable Instant expires) {
    private static final String ID = "[A-Za-z0-9._:@-]{1,128}";
    private static final String HASH = "[0-9a-f]{64}";
    private static final int MOST = 100_000_000;
    private static final Set<String> KNOWN = Set.of(
            "id", "sha256", "subject", "scopes", "requests_per_minute", "tokens_per_minute", "concurrent", "expires");

    public KeyLine {
        scopes = List.copyOf(scopes);
        require("id", id.matches(ID), "1 to 128 letters, digits and . _ : @ -");
        require("sha256", sha256 == null || sha256.matches(HASH), "64 hexadecimal digits, small letters");
        require("sha256, subject", (sha256 == null) != (subject == null), "one of the two");
    }

    /**
     * Reads a line.
     *
     * @throws AlignerException naming the field at fault, and no value of it
     * @throws MalformedInputException where it is no JSON
     */
    public static KeyLine read(byte[] line) {
        Fields fields = new Fields("", StrictJson.parse(line), KNOWN);
        return new KeyLine(
                fields.requiredText("id"),
                fields.text("sha256"),
                fields.text("subject"),
                fields.texts("scopes"),
                fields.integer("requests_per_minute", 0, MOST),
                fields.integer("tokens_per_minute", 0, MOST),
                fields.integer("concurrent", 0, MOST),
                instant("expires", fields.text("expires")));
    }

    private static @Nullable Instant instant(String field, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw AlignerException.invalidField(field, field + ": no time (expected: 2027-01-31T00:00:00Z)");
        }
    }

    private static void require(String field, boolean holds, String expected) {
        if (!holds) {
            throw AlignerException.invalidField(field, field + ": not as it must be (expected: " + expected + ")");
        }
    }

    /** The line, without its end. */
    public byte[] write() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        put(fields, "sha256", sha256);
        put(fields, "subject", subject);
        fields.put("scopes", scopes);
        put(fields, "requests_per_minute", requestsPerMinute);
        put(fields, "tokens_per_minute", tokensPerMinute);
        put(fields, "concurrent", concurrent);
        put(fields, "expires", expires == null ? null : expires.toString());
        return StrictJson.write(fields);
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
