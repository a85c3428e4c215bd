package dev.aligner.trainer.synthesize;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts insults and obscenities into a civil text; taken out again, the text is what it was. */
final class Rudeness {
    /** Behind these a word of abuse may stand without another change to the sentence. */
    private static final Pattern BEFORE_NOUN = Pattern.compile(
            "(?<=\\s)(?:the|your|this|that|these|those|his|her|their|my|our|so|really|very|is|are|was)(?= [a-z]{3,})");

    private static final Pattern CLAUSE_END = Pattern.compile("(?<=[a-z]{2})(?=[.!?](?:\\s|$))");
    /** A sentence that begins with one of these may be led in by half a sentence, its first letter then small. */
    private static final Set<String> SMALL = Set.of(
            "The", "A", "An", "To", "It", "In", "There", "You", "Yes", "This", "If", "Some", "Here", "These", "That",
            "First", "For", "When", "While", "We", "Your", "No", "One", "Try", "Use", "Most", "Make", "Please",
            "Start");

    private final Grammar grammar;
    private final Disguise disguise = new Disguise();

    Rudeness() {
        grammar = new Grammar(Phrases.load("rude.txt"));
    }

    /** The text with one rude thing in it or two. */
    Twin insert(String text, RandomGenerator random) {
        Twin once = insertOnce(Twin.same(text), random);
        return Chance.in(25, random) ? insertOnce(once, random) : once;
    }

    private Twin insertOnce(Twin twin, RandomGenerator random) {
        List<Twin.Segment> segments = twin.segments();
        int longest = IntStream.range(0, segments.size())
                .filter(i -> segments.get(i).same())
                .boxed()
                .max(Comparator.comparingInt(i -> segments.get(i).before().length()))
                .orElseThrow();
        List<Twin.Segment> all = new ArrayList<>(segments.subList(0, longest));
        boolean first = longest == 0;
        boolean last = longest == segments.size() - 1;
        all.addAll(into(segments.get(longest).before(), first, last, random));
        all.addAll(segments.subList(longest + 1, segments.size()));
        return new Twin(all);
    }

    private List<Twin.Segment> into(String text, boolean first, boolean last, RandomGenerator random) {
        int way = random.nextInt(100);
        List<Twin.Segment> edited = null;
        if (way < 20 && first) {
            edited = List.of(put(sentence(random) + gap(text, random)), keep(text));
        } else if (way < 35 && first) {
            edited = ledIn(text, random);
        } else if (way < 55 && last) {
            edited = List.of(keep(text), put(gap(text, random) + sentence(random)));
        } else if (way < 75) {
            edited = between(text, random);
        } else if (way < 88) {
            edited = at(CLAUSE_END, text, match -> "", ", " + phrase("vocative", random), random);
        } else {
            edited = at(BEFORE_NOUN, text, MatchResult::group, " " + phrase("intensifier", random), random);
        }
        if (edited != null) {
            return edited;
        }
        return last
                ? List.of(keep(text), put(gap(text, random) + sentence(random)))
                : List.of(put(first ? sentence(random) + " " : " " + sentence(random) + " "), keep(text));
    }

    private @Nullable List<Twin.Segment> ledIn(String text, RandomGenerator random) {
        String word = text.split("\\W", 2)[0];
        if (!SMALL.contains(word)) {
            return null;
        }
        String initial = text.substring(0, 1);
        return List.of(
                new Twin.Segment(phrase("lead-in", random) + " " + initial.toLowerCase(Locale.ROOT), initial),
                keep(text.substring(1)));
    }

    private @Nullable List<Twin.Segment> between(String text, RandomGenerator random) {
        List<Integer> seams = Sentences.seams(text);
        if (seams.isEmpty()) {
            return null;
        }
        int seam = Chance.pick(seams, random);
        return List.of(keep(text.substring(0, seam)), put(sentence(random) + " "), keep(text.substring(seam)));
    }

    private static @Nullable List<Twin.Segment> at(
            Pattern place,
            String text,
            java.util.function.Function<MatchResult, String> kept,
            String rude,
            RandomGenerator random) {
        Matcher matcher = place.matcher(text);
        List<Integer> ends = matcher.results()
                .map(match -> match.start() + kept.apply(match).length())
                .toList();
        if (ends.isEmpty()) {
            return null;
        }
        int end = Chance.pick(ends, random);
        return List.of(keep(text.substring(0, end)), put(rude), keep(text.substring(end)));
    }

    /** A rude sentence or two. */
    private String sentence(RandomGenerator random) {
        String one = phrase("sentence", random);
        return Chance.in(15, random) ? one + " " + phrase("sentence", random) : one;
    }

    String phrase(String section, RandomGenerator random) {
        return disguise.some(grammar.expandOne(section, random), random);
    }

    /** Between a rude sentence and its neighbour: a space, or the lines that the text itself is made of. */
    private static String gap(String text, RandomGenerator random) {
        return text.contains("\n") || Chance.in(12, random) ? "\n\n" : " ";
    }

    private static Twin.Segment keep(String text) {
        return new Twin.Segment(text, text);
    }

    private static Twin.Segment put(String text) {
        return new Twin.Segment(text, "");
    }
}
