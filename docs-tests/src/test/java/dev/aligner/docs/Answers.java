package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/** What a page says that a command answers, beside what it answered. */
final class Answers {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Answers() {}

    /** All values that a text is made of; a text with anything else in it has none. */
    static List<JsonNode> values(String output) {
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(output)) {
            return values.readAll();
        } catch (tools.jackson.core.JacksonException e) {
            return List.of();
        }
    }

    static JsonNode value(String json) {
        return JSON.readTree(json);
    }

    /**
     * The same fields of the same kinds, and what is named the same to the letter.
     *
     * @param exact names of fields, at any depth
     */
    static void assertLike(String place, JsonNode shown, JsonNode answered, Set<String> exact) {
        List<String> differences = new ArrayList<>();
        compare("", shown, answered, exact, differences);
        assertThat(differences)
                .as("%s shows %s, and the answer was %s", place, shown, answered)
                .isEmpty();
    }

    private static void compare(
            String path, JsonNode shown, JsonNode answered, Set<String> exact, List<String> differences) {
        if (!kind(shown).equals(kind(answered))) {
            differences.add(path + ": " + shown + " is " + answered);
        } else if (shown.isObject()) {
            if (!new TreeSet<>(shown.propertyNames()).equals(new TreeSet<>(answered.propertyNames()))) {
                differences.add(path + ": " + shown.propertyNames() + " is " + answered.propertyNames());
                return;
            }
            for (Map.Entry<String, JsonNode> field : shown.properties()) {
                String below = path + "/" + field.getKey();
                JsonNode other = answered.path(field.getKey());
                if (exact.contains(field.getKey()) && !field.getValue().equals(other)) {
                    differences.add(below + ": " + field.getValue() + " is " + other);
                }
                compare(below, field.getValue(), other, exact, differences);
            }
        } else if (shown.isArray()) {
            for (int i = 0; i < answered.size() && !shown.isEmpty(); i++) {
                compare(path + "/" + i, shown.get(Math.min(i, shown.size() - 1)), answered.get(i), exact, differences);
            }
        }
    }

    /** Numbers are of one kind, and so are both truth values. */
    private static String kind(JsonNode node) {
        return node.isBoolean() ? "boolean" : node.getNodeType().name();
    }

    /** The text is somewhere in the output; {@code …} stands for anything, and any white space for any other. */
    static void assertContains(String place, String shown, String output) {
        StringBuilder pattern = new StringBuilder();
        for (String part : shown.strip().split("(?<=…)|(?=…)", -1)) {
            if (part.equals("…")) {
                pattern.append(".*");
                continue;
            }
            for (String word : part.split("(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)", -1)) {
                pattern.append(word.isBlank() ? "\\s*" : Pattern.quote(word));
            }
        }
        assertThat(Pattern.compile(pattern.toString(), Pattern.DOTALL)
                        .matcher(output)
                        .find())
                .as("%s shows%n%s%nand what came was%n%s", place, shown, output)
                .isTrue();
    }
}
