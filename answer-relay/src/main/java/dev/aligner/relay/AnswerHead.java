package dev.aligner.relay;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What status and headers of an upstream's answer say about its body. A header that is not there is empty.
 *
 * @param status of HTTP
 * @param contentType with its parameters
 * @param cacheControl all values, joined
 * @param aligned whether the answer has been through a corrector already
 */
public record AnswerHead(int status, String contentType, String contentEncoding, String cacheControl, boolean aligned) {

    /** @param cacheControl all values, joined */
    public static AnswerHead of(int status, HeaderLookup headers, String cacheControl) {
        return new AnswerHead(
                status,
                orEmpty(headers.first("content-type")),
                orEmpty(headers.first("content-encoding")),
                cacheControl,
                headers.first("x-aligner-action") != null);
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** How the body is packed, where it can be unpacked to be read; null where it is not, or cannot. */
    public @Nullable Packing packing() {
        return Packing.named(contentEncoding);
    }

    /** Why the body is not looked at; null if it is. */
    public @Nullable Why unreadable() {
        if (status < 200 || status >= 300) {
            return Why.NON_2XX;
        }
        if (status == 204 || status == 205) {
            return Why.NO_TEXT;
        }
        if (status == 206) {
            // a part of a body is no answer that could be read
            return Why.UNSUPPORTED_FORMAT;
        }
        if (aligned) {
            return Why.ALREADY_ALIGNED;
        }
        boolean plain = contentEncoding.isEmpty() || contentEncoding.equalsIgnoreCase("identity");
        if (!plain && packing() == null) {
            return Why.UNSUPPORTED_ENCODING;
        }
        if (cacheControl.toLowerCase(Locale.ROOT).contains("no-transform")) {
            return Why.NO_TRANSFORM;
        }
        return type().equals("application/json") || streamed() ? null : Why.UNSUPPORTED_FORMAT;
    }

    /** Whether it comes as a stream of events. */
    public boolean streamed() {
        return switch (type()) {
            case "text/event-stream", "application/x-ndjson", "application/vnd.amazon.eventstream" -> true;
            default -> false;
        };
    }

    private String type() {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
