package dev.aligner.docs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the words of a page become those that are run: what its mark says stands for something else, and ports that the machine has
 * free in the place of its own.
 *
 * @param ports from those of the pages
 */
record Wording(Map<Integer, Integer> ports) {
    private static final Pattern PORT = Pattern.compile("(?<![\\w.])\\d{4,5}(?![\\w.])");

    /**
     * @param mark what it says behind {@code run} or {@code serves}: {@code A is B; C is D}, and whatever else
     */
    String of(String text, String mark) {
        String changed = text;
        for (Map.Entry<String, String> entry : replacements(mark).entrySet()) {
            if (!changed.contains(entry.getKey())) {
                throw new IllegalArgumentException("nothing to replace: " + entry.getKey() + " in\n" + text);
            }
            changed = changed.replace(entry.getKey(), entry.getValue());
        }
        return withPorts(changed);
    }

    String withPorts(String text) {
        return PORT.matcher(text)
                .replaceAll(port -> Matcher.quoteReplacement(String.valueOf(
                        ports.getOrDefault(Integer.valueOf(port.group()), Integer.valueOf(port.group())))));
    }

    /** What must succeed, or the block is left out: {@code if COMMAND}. */
    static Optional<String> condition(String mark) {
        return Stream.of(mark.split(";\\s+", -1))
                .filter(part -> part.startsWith("if "))
                .map(part -> part.substring("if ".length()))
                .findFirst();
    }

    private static Map<String, String> replacements(String mark) {
        Map<String, String> replacements = new LinkedHashMap<>();
        for (String part : mark.split(";\\s+", -1)) {
            int is = part.indexOf(" is ");
            if (is > 0) {
                replacements.put(
                        part.substring(0, is).strip(), part.substring(is + 4).strip());
            }
        }
        return replacements;
    }
}
