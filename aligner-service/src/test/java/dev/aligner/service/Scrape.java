package dev.aligner.service;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a scraper gets: families with their types, meanings and labels. */
record Scrape(Map<String, Family> families) {
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Set<String> OF_BUCKETS = Set.of("le", "quantile");
    private static final List<String> PARTS = List.of("_bucket", "_count", "_sum");

    record Family(String type, String help, Set<String> labels) {}

    static Scrape of(String text) {
        Map<String, String> types = new TreeMap<>();
        Map<String, String> helps = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# TYPE ")) {
                types.put(words[2], words[3]);
            } else if (line.startsWith("# HELP ")) {
                helps.put(words[2], words.length > 3 ? words[3].strip() : "");
            } else if (!line.isBlank() && !line.startsWith("#")) {
                String name = line.split("[{ ]", 2)[0];
                Set<String> of = labels.computeIfAbsent(family(name, types), any -> new TreeSet<>());
                int brace = line.indexOf('{');
                if (brace == name.length()) {
                    LABEL.matcher(line).results().map(label -> label.group(1)).forEach(of::add);
                }
            }
        }
        Map<String, Family> families = new TreeMap<>();
        labels.forEach((name, of) -> {
            of.removeAll(OF_BUCKETS);
            families.put(name, new Family(types.getOrDefault(name, "?"), helps.getOrDefault(name, ""), of));
        });
        return new Scrape(families);
    }

    /** The values of a label, in all families. */
    static Set<String> values(String text, String label) {
        Set<String> values = new TreeSet<>();
        LABEL.matcher(text)
                .results()
                .filter(found -> found.group(1).equals(label))
                .map((MatchResult found) -> found.group(2))
                .forEach(values::add);
        return values;
    }

    private static String family(String sample, Map<String, String> types) {
        return PARTS.stream()
                .filter(sample::endsWith)
                .map(part -> sample.substring(0, sample.length() - part.length()))
                .filter(name -> "histogram".equals(types.get(name)) || "summary".equals(types.get(name)))
                .findFirst()
                .orElse(sample);
    }
}
