package dev.aligner.engine.tokenize;

import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that only a template may write: all special ones, and those others that the chat template uses. Each has a
 * placeholder, a text that nobody outside can know, and the native tokenizer knows the token by that text only. So data
 * cannot hold a control token, whatever it says, and still a whole prompt is tokenised in one call, by the rules of the
 * model's own tokenizer.
 */
final class ControlTokens {
    /** A byte by its number: in byte fallback it stands for data, even where a file calls it special. */
    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-Fa-f]{2}>");

    private final Map<String, String> placeholders;
    private final Map<String, Integer> ids;
    private final @Nullable Pattern any;

    private ControlTokens(Map<String, String> placeholders, Map<String, Integer> ids) {
        this.placeholders = placeholders;
        this.ids = ids;
        this.any = placeholders.isEmpty() ? null : longestFirst(placeholders);
    }

    static ControlTokens of(List<AddedToken> added, @Nullable String chatTemplate) {
        byte[] nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        String secret = HexFormat.of().formatHex(nonce);
        Map<String, String> placeholders = new LinkedHashMap<>();
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (AddedToken token : added) {
            if (isControl(token, chatTemplate)) {
                placeholders.put(token.text(), "<" + secret + ":" + token.id() + ">");
                ids.put(token.text(), token.id());
            }
        }
        return new ControlTokens(placeholders, ids);
    }

    /** Blank tokens, such as the runs of spaces of some vocabularies, are ways to write a text: never control. */
    private static boolean isControl(AddedToken token, @Nullable String chatTemplate) {
        boolean named = token.special() || (chatTemplate != null && chatTemplate.contains(token.text()));
        return named && !token.text().isBlank() && !BYTE.matcher(token.text()).matches();
    }

    /** Where two tokens begin at the same place the longer is meant, as in the native tokenizer. */
    private static Pattern longestFirst(Map<String, String> placeholders) {
        return Pattern.compile(placeholders.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    }

    /** Text to placeholder, of every control token. */
    Map<String, String> placeholders() {
        return placeholders;
    }

    /** Text to id, in the order of {@link #placeholders}. */
    Map<String, Integer> ids() {
        return ids;
    }

    @Nullable
    String placeholder(@Nullable String text) {
        return text == null ? null : placeholders.get(text);
    }

    /** The markup with the placeholder of each control token in its place. */
    String disguise(String markup) {
        if (any == null) {
            return markup;
        }
        return any.matcher(markup)
                .replaceAll(match -> Matcher.quoteReplacement(placeholders.getOrDefault(match.group(), "")));
    }
}
