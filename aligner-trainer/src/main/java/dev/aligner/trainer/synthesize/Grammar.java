package dev.aligner.trainer.synthesize;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes phrases out. {@code {noun}} is an entry of the section {@code noun}, or what the caller puts there;
 * {@code {noun#2}} is the same entry wherever it stands in one phrase; {@code {one|another|}} is one of the choices;
 * {@code a(n)} becomes the article that fits the next word. Braces that hold anything else, as in JSON, are text.
 */
final class Grammar {
    private static final Pattern SLOT =
            Pattern.compile("\\{([a-z][a-z0-9-]*)(?:#([0-9]))?}|\\{([^{}\"«»\\n]*\\|[^{}\"«»\\n]*)}");
    private static final Pattern ARTICLE = Pattern.compile("\\b([Aa])\\(n\\)(?=\\W*(\\w))");
    private static final int MOST_SLOTS = 500;

    private final Phrases phrases;

    Grammar(Phrases phrases) {
        this.phrases = phrases;
    }

    /** What the caller puts into slots, before the phrases are asked. */
    interface Slots {
        /** @param label the number behind the slot's name, 0 if it has none */
        @Nullable
        String value(String name, int label);
    }

    Phrases phrases() {
        return phrases;
    }

    String expandOne(String section, RandomGenerator random) {
        return expand(phrases.pick(section, random), random);
    }

    String expand(String phrase, RandomGenerator random) {
        return expand(phrase, random, (name, label) -> null);
    }

    String expand(String phrase, RandomGenerator random, Slots slots) {
        Map<String, String> bound = new HashMap<>();
        String text = phrase;
        for (int slot = 0; slot < MOST_SLOTS; slot++) {
            Matcher found = SLOT.matcher(text);
            if (!found.find()) {
                return articles(text);
            }
            String value;
            if (found.group(3) != null) {
                String[] choices = found.group(3).split("\\|", -1);
                value = choices[random.nextInt(choices.length)];
            } else {
                value = value(found.group(1), found.group(2), random, slots, bound);
            }
            text = text.substring(0, found.start()) + value + text.substring(found.end());
        }
        throw new IllegalStateException("phrase: more than " + MOST_SLOTS + " slots in '" + phrase + "'");
    }

    private String value(
            String name, @Nullable String label, RandomGenerator random, Slots slots, Map<String, String> bound) {
        String given = slots.value(name, label == null ? 0 : Integer.parseInt(label));
        if (given != null) {
            return given;
        }
        if (label == null) {
            return phrases.pick(name, random);
        }
        return bound.computeIfAbsent(name + label, any -> expand(phrases.pick(name, random), random, slots));
    }

    private static String articles(String text) {
        return ARTICLE.matcher(text)
                .replaceAll(match -> "aeiouAEIOU".contains(match.group(2)) ? match.group(1) + "n" : match.group(1));
    }
}
