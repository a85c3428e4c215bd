package dev.aligner.remote;

import dev.aligner.core.FinishReason;
import dev.aligner.core.Usage;
import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.JsonValue;
import dev.aligner.upstream.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A completion, or a piece of one.
 *
 * @param text that it adds; often empty
 * @param finishReason null where more follows
 * @param usage null where the server does not count, or not yet
 */
record CompletionChunk(
        String text,
        @Nullable FinishReason finishReason,
        @Nullable Usage usage) {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    static boolean isDone(byte[] payload) {
        return Arrays.equals(payload, DONE);
    }

    /** @throws dev.aligner.core.AlignerException MODEL_FAILED where it is none */
    static CompletionChunk parse(byte[] json) {
        JsonValue root = json(json);
        List<JsonValue> choices = root.at("choices").each();
        if (choices.size() > 1) {
            throw Refusal.malformed(choices.size() + " choices", "one");
        }
        Usage usage = usage(root.at("usage"));
        if (choices.isEmpty()) {
            return new CompletionChunk("", null, usage);
        }
        JsonValue text = choices.get(0).at("text");
        if (text.string() == null && !text.vacant()) {
            throw Refusal.malformed("choices[0].text: no text", "a string");
        }
        String said = text.string();
        return new CompletionChunk(
                said == null ? "" : said, finishReason(choices.get(0).at("finish_reason")), usage);
    }

    /** @throws dev.aligner.core.AlignerException MODEL_FAILED where it is none, or tells of an error */
    static JsonValue json(byte[] json) {
        JsonValue root;
        try {
            root = JsonText.parse(json).root();
        } catch (MalformedJsonException e) {
            throw Refusal.malformed("no JSON, " + e.getMessage(), "a completion");
        }
        if (!root.at("error").vacant()) {
            // not quoted: servers repeat the prompt there
            throw Refusal.malformed("an error in the place of a completion", "a completion");
        }
        if (!root.at("choices").present() && !root.at("usage").present()) {
            throw Refusal.malformed("neither choices nor usage", "a completion");
        }
        return root;
    }

    private static @Nullable FinishReason finishReason(JsonValue value) {
        if (value.vacant()) {
            return null;
        }
        if (value.is("stop")) {
            return FinishReason.STOP;
        }
        if (value.is("length")) {
            return FinishReason.LENGTH;
        }
        throw Refusal.malformed("finish_reason: another", "stop or length");
    }

    private static @Nullable Usage usage(JsonValue usage) {
        int prompt = usage.at("prompt_tokens").number(-1);
        int completion = usage.at("completion_tokens").number(-1);
        boolean counted = prompt >= 0 && completion >= 0;
        return counted ? new Usage(prompt, completion, 0) : null;
    }
}
