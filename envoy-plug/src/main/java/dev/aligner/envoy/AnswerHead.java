package dev.aligner.envoy;

import dev.aligner.upstream.Untouched;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Status and headers of an upstream's answer. */
record AnswerHead(Headers headers) {
    /** Why an answer's body is not looked at; null if it is. */
    @Nullable
    String unreadable(String method) {
        long status = headers.number(":status", 0);
        if (status < 200 || status >= 300) {
            return "non_2xx";
        }
        if (method.equals("HEAD") || status == 204 || status == 205) {
            return Untouched.NO_TEXT.wireName();
        }
        if (aligned()) {
            return "already_aligned";
        }
        String encoding = headers.first("content-encoding");
        if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
            return "unsupported_encoding";
        }
        if (headers.all("cache-control").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("no-transform"))) {
            return "no_transform";
        }
        return type().equals("application/json") || streamed() ? null : Untouched.UNSUPPORTED_FORMAT.wireName();
    }

    /** Whether somebody like us had it already. */
    boolean aligned() {
        return headers.has("x-aligner-action");
    }

    /** Whether it comes as a stream of events. */
    boolean streamed() {
        return switch (type()) {
            case "text/event-stream", "application/x-ndjson", "application/vnd.amazon.eventstream" -> true;
            default -> false;
        };
    }

    private String type() {
        String type = headers.first("content-type");
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
