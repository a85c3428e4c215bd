package dev.aligner.relay;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where events are numbered, without a gap. */
final class EventNumber {
    /** Inside a text the quotes would be escaped. */
    private static final Pattern NUMBER = Pattern.compile("\"sequence_number\"\\s*:\\s*(\\d{1,18})");

    private EventNumber() {}

    /** The number of the event that follows this one; of the first one 0. */
    static long behind(byte @Nullable [] event) {
        Matcher number = NUMBER.matcher(event == null ? "" : new String(event, StandardCharsets.UTF_8));
        return number.find() ? Long.parseLong(number.group(1)) + 1 : 0;
    }
}
