package dev.aligner.engine.tokenize;

import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.decode.TokenBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tokenises prompts piece by piece: the control tokens of the markup are put in disguise, then all is one text. */
final class PieceTokenizer implements Tokenizer {
    private static final char REPLACEMENT = '\uFFFD';

    private final NativeTokenizer tokenizer;
    private final Map<String, Integer> ids;
    private final ControlTokens controls;
    private final TokenBytes bytes;

    private PieceTokenizer(
            NativeTokenizer tokenizer, Map<String, Integer> ids, ControlTokens controls, TokenBytes bytes) {
        this.tokenizer = tokenizer;
        this.ids = ids;
        this.controls = controls;
        this.bytes = bytes;
    }

    /** Takes the native tokenizer over: it is closed with this one, or at once if its ids are not the file's. */
    static PieceTokenizer open(
            NativeTokenizer tokenizer, Map<String, Integer> ids, ControlTokens controls, TokenBytes bytes) {
        try {
            controls.ids().forEach((text, id) -> checkId(tokenizer, controls, text, id));
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
        return new PieceTokenizer(tokenizer, ids, controls, bytes);
    }

    /** The library numbers added tokens by its own rules where the file's ids have gaps. */
    private static void checkId(NativeTokenizer tokenizer, ControlTokens controls, String text, int id) {
        int[] found = tokenizer.encode(controls.disguise(text), false);
        if (found.length != 1 || found[0] != id) {
            throw TokenizerJson.invalid(
                    "added_tokens", text + ": id " + id + ", but the library reads " + Arrays.toString(found));
        }
    }

    @Override
    public int[] encode(List<PromptPiece> prompt, boolean addBegin) {
        StringBuilder text = new StringBuilder();
        StringBuilder markup = new StringBuilder();
        for (PromptPiece piece : prompt) {
            if (piece instanceof PromptPiece.Markup) {
                markup.append(piece.text());
            } else {
                flush(markup, text);
                text.append(piece.text());
            }
        }
        flush(markup, text);
        return tokenizer.encode(wellFormed(text), addBegin);
    }

    /** Neighbouring markup is one text, so that a marker may span its pieces; one that data interrupts is no marker. */
    private void flush(StringBuilder markup, StringBuilder text) {
        text.append(controls.disguise(markup.toString()));
        markup.setLength(0);
    }

    @Override
    public int count(String data) {
        return encode(List.of(PromptPiece.data(data)), false).length;
    }

    /** Half a surrogate pair is no character; the library would see three. */
    private static String wellFormed(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                text.setCharAt(i, REPLACEMENT);
            }
        }
        return text.toString();
    }

    @Override
    public String spelled(int[] tokens) {
        Map<Integer, String> texts = new HashMap<>();
        controls.ids().forEach((text, id) -> texts.put(id, text));
        ByteArrayOutputStream spelled = new ByteArrayOutputStream();
        for (int token : tokens) {
            String control = texts.get(token);
            spelled.writeBytes(control == null ? bytes.bytes(token) : control.getBytes(StandardCharsets.UTF_8));
        }
        return spelled.toString(StandardCharsets.UTF_8);
    }

    @Override
    public TokenBytes tokenBytes() {
        return bytes;
    }

    @Override
    public int tokens() {
        return ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
    }

    @Override
    public int lastTextToken() {
        return ids.entrySet().stream()
                .filter(entry -> !controls.ids().containsKey(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(-1);
    }

    @Override
    public int id(String token) {
        return ids.getOrDefault(token, -1);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
