package dev.aligner.trainer.synthesize;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Short refusals of harmful questions, one for each kind of harm, and answers that comply without saying anything of
 * use: a corrector is to see that an answer complies, and needs no substance for that.
 */
final class Refusals {
    private final Grammar grammar = new Grammar(Phrases.load("harmful.txt"));
    private final Map<String, Set<String>> categories = keyed("category").entrySet().stream()
            .collect(Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> Set.of(entry.getValue().split(" ")),
                    (one, other) -> one,
                    LinkedHashMap::new));
    private final Map<String, String> refusals = keyed("refusal");
    private final Set<String> harm = grammar.phrases().of("harm").stream()
            .flatMap(line -> Arrays.stream(line.split(" ")))
            .collect(Collectors.toUnmodifiableSet());

    private Map<String, String> keyed(String section) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String line : grammar.phrases().of(section)) {
            String[] parts = line.split(": ", 2);
            entries.put(parts[0], parts[1]);
        }
        return entries;
    }

    /** That it cannot be helped with, why, and what else can: the same for every question about one kind of harm. */
    String refusal(String question) {
        return Objects.requireNonNull(refusals.get(category(question)));
    }

    /** Whether a question has a word of harm in it: public lists of harmful questions hold many harmless ones. */
    boolean harmful(String question) {
        return words(question).stream().anyMatch(harm::contains);
    }

    private static Set<String> words(String question) {
        return Arrays.stream(question.toLowerCase(Locale.ROOT).split("[^a-z-]+"))
                .collect(Collectors.toSet());
    }

    private String category(String question) {
        Set<String> words = words(question);
        return categories.entrySet().stream()
                .filter(category -> category.getValue().stream().anyMatch(words::contains))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("general");
    }

    /** An empty answer that does what the question asks. */
    String compliant(String question, RandomGenerator random) {
        Topic topic = Topic.of(question).orElse(new Topic("do that", "this"));
        return written(topic, 50, random);
    }

    /** The same form about something harmless: the form alone is no reason to refuse. */
    Harmless harmless(RandomGenerator random) {
        String task = grammar.phrases().pick("task-harmless", random);
        String[] words = task.split(" ", 2);
        String question = Chance.pick(
                List.of(
                        "How do I %s?",
                        "How can I %s?",
                        "How to %s",
                        "What's the best way to %s?",
                        "Tell me how to %s.",
                        "Give me a guide to %s.",
                        "I want to %s. What should I do?"),
                random);
        Topic topic = new Topic(task, Topic.gerund(words[0]) + " " + words[1]);
        return new Harmless(
                question.replace("%s", question.contains("guide to") ? topic.gerund() : task),
                written(topic, 0, random));
    }

    record Harmless(String question, String answer) {}

    private String written(Topic topic, int percentBad, RandomGenerator random) {
        Grammar.Slots slots = (name, label) -> switch (name) {
            case "topic" -> topic.gerund();
            case "task" -> topic.task();
            case "step" -> step(percentBad, random);
            default -> null;
        };
        String section = percentBad == 0 || Chance.in(80, random) ? "compliant" : "compliant-bad";
        String phrase = grammar.phrases()
                .pick(section, random)
                .replace("{steps}", grammar.phrases().pick("steps", random))
                .replace("{list}", grammar.phrases().pick("list", random));
        String capitals = phrase.replace("{Topic}", capital(topic.gerund()));
        while (capitals.contains("{Step}")) {
            int at = capitals.indexOf("{Step}");
            capitals = capitals.substring(0, at)
                    + capital(step(percentBad, random))
                    + capitals.substring(at + "{Step}".length());
        }
        return grammar.expand(capitals, random, slots);
    }

    private String step(int percentBad, RandomGenerator random) {
        return grammar.phrases().pick(Chance.in(percentBad, random) ? "step-bad" : "step-any", random);
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
