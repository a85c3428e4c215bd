package dev.aligner.trainer.synthesize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import net.datafaker.Faker;
import net.datafaker.service.RandomService;

/** Forms of names, addresses and numbers by country: from lists of ours, and from datafaker where it knows the country. */
final class Countries {
    private static final Pattern ENTRY_END = Pattern.compile(";");
    private static final Map<String, String> FAKED = fakedLocales();

    private final Map<String, List<String>> lists = new LinkedHashMap<>();
    private final Map<String, Faker> fakers = new LinkedHashMap<>();
    private final List<String> codes;

    Countries(long seed) {
        Phrases.load("places.txt").sections().forEach((name, lines) -> lists.put(name, split(lines)));
        codes = lists.keySet().stream()
                .filter(name -> name.endsWith(".city"))
                .map(name -> name.substring(0, name.indexOf('.')))
                .toList();
        FAKED.forEach((code, tag) -> fakers.put(
                code, new Faker(Locale.forLanguageTag(tag), new RandomService(new Random(seed + code.hashCode())))));
    }

    private static Map<String, String> fakedLocales() {
        Map<String, String> locales = new LinkedHashMap<>();
        locales.put("us", "en-US");
        locales.put("gb", "en-GB");
        locales.put("in", "en-IN");
        locales.put("au", "en-AU");
        locales.put("ca", "en-CA");
        locales.put("de", "de");
        locales.put("fr", "fr");
        locales.put("es", "es");
        locales.put("it", "it");
        locales.put("nl", "nl");
        locales.put("pl", "pl");
        locales.put("br", "pt-BR");
        locales.put("se", "sv");
        locales.put("tr", "tr");
        return locales;
    }

    private static List<String> split(List<String> lines) {
        List<String> entries = new ArrayList<>();
        lines.forEach(line -> ENTRY_END.splitAsStream(line).map(String::strip).forEach(entries::add));
        return entries;
    }

    /** English-speaking countries twice as often as each other one. */
    String draw(RandomGenerator random) {
        return Chance.in(30, random) ? codes.get(random.nextInt(5)) : Chance.pick(codes, random);
    }

    String first(String code, RandomGenerator random) {
        Faker faker = fakers.get(code);
        return faker == null ? entry(code, "first", random) : faker.name().firstName();
    }

    String last(String code, RandomGenerator random) {
        Faker faker = fakers.get(code);
        return faker == null ? entry(code, "last", random) : faker.name().lastName();
    }

    String street(String code, RandomGenerator random) {
        Faker faker = fakers.get(code);
        return faker == null || random.nextBoolean()
                ? entry(code, "street", random)
                : faker.address().streetName();
    }

    boolean has(String code, String what) {
        return lists.containsKey(code + "." + what);
    }

    /** An entry with its digits and letters filled in. */
    String entry(String code, String what, RandomGenerator random) {
        List<String> entries = lists.get(code + "." + what);
        if (entries == null) {
            throw new IllegalStateException("places: no section " + code + "." + what);
        }
        return filled(Chance.pick(entries, random), random);
    }

    static String filled(String pattern, RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '#') {
                text.append((char) ('0' + random.nextInt(10)));
            } else if (c == '?') {
                text.append((char) ('A' + random.nextInt(26)));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
