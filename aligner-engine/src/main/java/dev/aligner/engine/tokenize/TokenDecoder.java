package dev.aligner.engine.tokenize;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The {@code decoder} of a tokenizer.json, reduced to what it does to one token and to a text's first space. */
final class TokenDecoder {
    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-Fa-f]{2}>");
    private static final String KNOWN =
            "ByteLevel, Metaspace, or a Sequence of these, Replace of a string, ByteFallback, Fuse and Strip at the start";

    private final List<UnaryOperator<String>> replacements = new ArrayList<>();
    private boolean byteLevel;
    private boolean byteFallback;
    private boolean dropsLeadingSpace;

    private TokenDecoder() {}

    /** @throws dev.aligner.core.AlignerException {@code MODEL_FILE} if the decoder is absent or does something else */
    static TokenDecoder of(JsonNode decoder) {
        TokenDecoder decoding = new TokenDecoder();
        decoding.read(decoder);
        return decoding;
    }

    private void read(JsonNode step) {
        switch (step.path("type").asString("none")) {
            case "Sequence" -> step.path("decoders").forEach(this::read);
            case "ByteLevel" -> byteLevel = true;
            case "ByteFallback" -> byteFallback = true;
            case "Metaspace" -> readMetaspace(step);
            case "Replace" -> readReplace(step);
            case "Strip" -> readStrip(step);
            case "Fuse" -> {
                // joins tokens, which is what appending their bytes does
            }
            default -> throw unknown(step);
        }
    }

    private void readMetaspace(JsonNode step) {
        String space = step.path("replacement").asString("\u2581");
        replacements.add(text -> text.replace(space, " "));
        String scheme = step.path("prepend_scheme").asString("always");
        dropsLeadingSpace |=
                !scheme.equals("never") && step.path("add_prefix_space").asBoolean(true);
    }

    private void readReplace(JsonNode step) {
        String from = step.path("pattern").path("String").asString("");
        if (from.isEmpty()) {
            throw unknown(step);
        }
        String to = step.path("content").asString("");
        replacements.add(text -> text.replace(from, to));
    }

    private void readStrip(JsonNode step) {
        if (!step.path("content").asString("").equals(" ") || step.path("stop").asInt(0) > 0) {
            throw unknown(step);
        }
        dropsLeadingSpace |= step.path("start").asInt(0) > 0;
    }

    private static RuntimeException unknown(JsonNode step) {
        String type = step.path("type").asString("none");
        return TokenizerJson.invalid("decoder", type + " (expected: " + KNOWN + ")");
    }

    byte[] bytes(String token) {
        if (byteFallback && BYTE.matcher(token).matches()) {
            return new byte[] {(byte) Integer.parseInt(token.substring(3, 5), 16)};
        }
        String text = token;
        for (UnaryOperator<String> replacement : replacements) {
            text = replacement.apply(text);
        }
        byte[] bytes = byteLevel ? ByteAlphabet.bytes(text) : null;
        return bytes != null ? bytes : text.getBytes(StandardCharsets.UTF_8);
    }

    boolean dropsLeadingSpace() {
        return dropsLeadingSpace;
    }
}
