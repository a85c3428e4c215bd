package dev.aligner.trainer.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Corrects by rule: declines where the question holds a phrase that sounds harmful, takes listed words out, and replaces
 * what looks like personal data. Knows no names.
 */
final class WordList {
    static final WordList STANDARD = new WordList(lines("rude-words.txt"), lines("harmful-phrases.txt"));

    private static final Map<String, Pattern> PERSONAL = personal();

    private final Pattern rude;
    private final Pattern harmful;

    private WordList(List<String> rude, List<String> harmful) {
        this.rude = Pattern.compile(
                "\\s*\\b(?:" + anyOf(rude) + ")(?:s|es|ed|ing|er|ers|y)?\\b",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        this.harmful = Pattern.compile("\\b(?:" + anyOf(harmful) + ")", Pattern.CASE_INSENSITIVE);
    }

    String correct(String question, String answer, String refusal) {
        if (harmful.matcher(question).find() && !Refusals.declines(answer)) {
            return refusal;
        }
        String text = rude.matcher(answer).replaceAll("");
        for (Map.Entry<String, Pattern> type : PERSONAL.entrySet()) {
            text = type.getValue().matcher(text).replaceAll("[" + type.getKey() + "]");
        }
        return text.equals(answer) ? answer : text.strip();
    }

    /** The most particular first: what is replaced is not looked at again. */
    private static Map<String, Pattern> personal() {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        patterns.put("EMAIL", Pattern.compile("\\b[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+\\b"));
        patterns.put("IP_ADDRESS", Pattern.compile("\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b"));
        patterns.put("SSN", Pattern.compile("\\b\\d{3}-\\d{2}-\\d{4}\\b"));
        patterns.put("CREDIT_CARD", Pattern.compile("\\b(?:\\d[ -]?){13,16}\\b"));
        patterns.put(
                "PHONE_NUMBER",
                Pattern.compile("(?<!\\w)(?:\\+\\d{1,3}[ .-]?)?(?:\\(\\d{2,4}\\)|\\d{2,4})(?:[ .-]\\d{2,4}){2,4}\\b"));
        return patterns;
    }

    private static String anyOf(List<String> phrases) {
        return phrases.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(WordList.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
