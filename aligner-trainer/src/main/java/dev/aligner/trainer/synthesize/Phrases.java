package dev.aligner.trainer.synthesize;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Lists of phrases by name, from resources of this package. A file has sections: below {@code [name]} each line is an
 * entry, below {@code [[name]]} entries have several lines and a line {@code %} between them. Lines that begin with
 * {@code ##} and a space are comments.
 */
record Phrases(Map<String, List<String>> sections) {
    private static final Pattern LINES = Pattern.compile("\\[([a-z][a-z0-9.-]*)]");
    private static final Pattern TEXTS = Pattern.compile("\\[\\[([a-z][a-z0-9.-]*)]]");

    /** @throws IllegalStateException if a resource is missing, or names a section a second time */
    static Phrases load(String... resources) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        for (String resource : resources) {
            try (InputStream stream = Phrases.class.getResourceAsStream(resource)) {
                if (stream == null) {
                    throw new IllegalStateException("resource " + resource + ": missing");
                }
                read(resource, new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)), sections);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Phrases(sections);
    }

    private static void read(String resource, BufferedReader reader, Map<String, List<String>> sections)
            throws IOException {
        List<String> entries = new ArrayList<>();
        List<String> open = new ArrayList<>();
        boolean texts = false;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            var linesHeading = LINES.matcher(line);
            var textsHeading = TEXTS.matcher(line);
            if (line.startsWith("## ")) {
                continue;
            }
            if (linesHeading.matches() || textsHeading.matches()) {
                close(open, entries);
                texts = textsHeading.matches();
                String name = texts ? textsHeading.group(1) : linesHeading.group(1);
                entries = new ArrayList<>();
                if (sections.put(name, entries) != null) {
                    throw new IllegalStateException("resource " + resource + ": section " + name + " is there twice");
                }
            } else if (!texts && !line.isBlank()) {
                entries.add(line.replace("\\n", "\n"));
            } else if (texts && line.equals("%")) {
                close(open, entries);
            } else if (texts) {
                open.add(line);
            }
        }
        close(open, entries);
    }

    private static void close(List<String> open, List<String> entries) {
        String text = String.join("\n", open).strip();
        if (!text.isEmpty()) {
            entries.add(text);
        }
        open.clear();
    }

    boolean has(String section) {
        return sections.containsKey(section);
    }

    /** @throws IllegalStateException if there is no such section, or nothing in it */
    List<String> of(String section) {
        List<String> entries = sections.get(section);
        if (entries == null || entries.isEmpty()) {
            throw new IllegalStateException("phrases: no section " + section);
        }
        return entries;
    }

    String pick(String section, RandomGenerator random) {
        return Chance.pick(of(section), random);
    }
}
