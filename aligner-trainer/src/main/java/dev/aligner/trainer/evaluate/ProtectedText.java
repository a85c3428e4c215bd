package dev.aligner.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What nobody may touch in a good answer. */
enum ProtectedText {
    /** Fenced blocks, or to the end of the text, and spans between backticks. */
    CODE(Pattern.compile("(?s)```.*?(?:```|\\z)|~~~.*?(?:~~~|\\z)|`[^`\\n]+`")),
    /** Objects with a member, and arrays of two elements or more. */
    JSON(Pattern.compile("[{\\[]")) {
        @Override
        List<String> in(String text) {
            return jsonIn(text);
        }
    },
    /** Web and mail addresses with their scheme, and bare {@code www.} ones. */
    URL(Pattern.compile("\\b(?:[a-z][a-z0-9+.-]*://|mailto:|www\\.)[^\\s<>\"')\\]]*[^\\s<>\"')\\].,;:!?]")),
    /** Digits with their own separators and signs. */
    NUMBER(Pattern.compile("(?<![\\p{L}\\d])[-+]?\\d+(?:[.,:/-]\\d+)*"));

    private static final JsonFactory JSON_FACTORY = JsonFactory.builder().build();

    private final Pattern pattern;

    ProtectedText(Pattern pattern) {
        this.pattern = pattern;
    }

    /** The protected stretches, in order. */
    List<String> in(String text) {
        return pattern.matcher(text).results().map(match -> match.group()).toList();
    }

    final Pattern pattern() {
        return pattern;
    }

    private static List<String> jsonIn(String text) {
        List<String> found = new ArrayList<>();
        Matcher opening = JSON.pattern().matcher(text);
        int from = 0;
        while (opening.find(from)) {
            int end = jsonEnd(text, opening.start());
            if (end > 0) {
                found.add(text.substring(opening.start(), end));
            }
            from = end > 0 ? end : opening.end();
        }
        return found;
    }

    /** Where the JSON value that starts here ends, or -1 if there is none worth protecting. */
    private static int jsonEnd(String text, int start) {
        try (JsonParser parser = JSON_FACTORY.createParser(ObjectReadContext.empty(), text.substring(start))) {
            int depth = 0;
            int children = 0;
            boolean object = text.charAt(start) == '{';
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (depth == 1 && !token.isStructEnd()) {
                    children++;
                }
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd() && --depth == 0) {
                    long length = parser.currentLocation().getCharOffset();
                    return children >= (object ? 1 : 2) ? (int) (start + length) : -1;
                }
            }
            return -1;
        } catch (JacksonException e) {
            return -1;
        }
    }
}
