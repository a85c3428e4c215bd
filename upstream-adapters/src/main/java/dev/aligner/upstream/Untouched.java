package dev.aligner.upstream;

import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why an answer, or a piece of it, must stay as it is: a closed set, fit for a metric's label. */
public enum Untouched {
    /** The request holds no text of a user. */
    NO_QUESTION,
    /** There is no visible text. */
    NO_TEXT,
    /** The model declined in the wire's own field for it. */
    REFUSAL,
    /** The client asked for JSON, or the answer is JSON. */
    JSON_MODE,
    /** Nothing but code, or a gap in code to fill. */
    CODE_ONLY,
    /** Citations point into the text by offsets, which an edit would make wrong. */
    CITED,
    /** The turn goes back to the provider word for word. */
    VERBATIM_TURN,
    /** Text before a tool call, or of a kind that is not for the reader. */
    TOOL_CALL,
    /** Too much text to hold. */
    TOO_LARGE,
    /** The upstream broke off. */
    UPSTREAM_FAILED,
    /** The text cannot be written in UTF-8, or the body is of another shape. */
    UNSUPPORTED_FORMAT,
    /** The body is not JSON. */
    PARSE_ERROR;

    private static final Pattern ONE_FENCE =
            Pattern.compile("\\s*(`{3,}|~{3,})[^\\n`]*\\n(?:(?!\\1)[^\\n]*\\n)*\\1[`~]*\\s*");

    /** The reason on the wire, for example {@code json_mode}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What speaks against correcting a whole text, or null. */
    public static @Nullable Untouched ofWhole(String text) {
        if (text.isBlank()) {
            return NO_TEXT;
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return UNSUPPORTED_FORMAT;
        }
        if (ONE_FENCE.matcher(text).matches()) {
            return CODE_ONLY;
        }
        return isJson(text) ? JSON_MODE : null;
    }

    /** An object or an array; a bare number or word is taken for text. */
    private static boolean isJson(String text) {
        String stripped = text.strip();
        if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
            return false;
        }
        try {
            JsonText.parse(stripped.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (MalformedJsonException e) {
            return false;
        }
    }
}
