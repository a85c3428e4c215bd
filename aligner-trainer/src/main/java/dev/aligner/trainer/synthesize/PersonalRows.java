package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Texts with invented personal data, of which each piece is replaced by the tag of its type: sentences, letters, notes,
 * records and logs, and sentences put into good answers. Without an instruction personal data stays where it is.
 */
final class PersonalRows implements EditSource {
    /** Two words with capitals inside a sentence, or a long number: an answer that may speak of somebody. */
    private static final Pattern MAYBE_PERSONAL = Pattern.compile(
            "[\\p{L},] \\p{Lu}[\\p{Ll}']+ (?:\\p{Lu}|de |van |von )|^\\p{Lu}\\p{Ll}+ \\p{Lu}\\p{Ll}|\\d{5}|@|www|http");

    private final Countries countries;
    private final Grammar grammar = new Grammar(Phrases.load("personal.txt"));
    private final Phrases instructions = Phrases.load("instructions.txt");
    private final Deck<String> sentences = deck("sentence");
    private final Deck<String> texts = deck("text");
    private final Deck<String> structured = deck("structured");
    private final Deck<String> neighbours;
    private final Deck<Carrier> carriers;

    PersonalRows(Carriers carriers, long seed) {
        countries = new Countries(seed);
        this.carriers = new Deck<>(impersonal(carriers.answers()));
        neighbours = new Deck<>(Phrases.load("civil.txt").of("civil"));
    }

    /** Answers in which nobody is named, as far as a pattern can tell. */
    static List<Carrier> impersonal(List<Carrier> answers) {
        return answers.stream()
                .filter(carrier -> !MAYBE_PERSONAL.matcher(carrier.answer()).find())
                .toList();
    }

    private Deck<String> deck(String section) {
        return new Deck<>(grammar.phrases().of(section));
    }

    @Override
    public CorrectionRow next(RandomGenerator random) {
        boolean asked = Chance.in(88, random);
        String instruction = asked ? instructions.pick("pii", random) : null;
        int way = random.nextInt(100);
        if (way < 25) {
            Carrier carrier = carriers.draw(random);
            String answer = Sentences.opening(carrier.answer(), 8 + random.nextInt(45), random);
            String question = Chance.in(70, random) ? carrier.question() : "";
            return Rows.around(
                    "personal-in-answer", carrier, question, asked(inserted(answer, random), asked), instruction);
        }
        Twin twin = way < 55 ? few(random) : written(way < 80 ? texts.draw(random) : structured.draw(random), random);
        boolean lower = way < 80 && Chance.in(7, random);
        return Rows.own("personal", "", asked(lower ? twin.lowerCase() : twin, asked), instruction);
    }

    private static Twin asked(Twin twin, boolean asked) {
        return asked ? twin : Twin.same(twin.before());
    }

    private Twin few(RandomGenerator random) {
        Twin twin = written(sentences.draw(random), random);
        if (Chance.in(30, random)) {
            twin = twin.then(Twin.same(" ")).then(written(sentences.draw(random), random));
        }
        if (Chance.in(20, random)) {
            twin = Twin.same(neighbours.draw(random) + " ").then(twin);
        }
        return Chance.in(20, random) ? twin.then(Twin.same(" " + neighbours.draw(random))) : twin;
    }

    private Twin inserted(String answer, RandomGenerator random) {
        Twin sentence = written(sentences.draw(random), random);
        List<Integer> places = new ArrayList<>(Sentences.seams(answer));
        places.add(0);
        places.add(answer.length());
        int place = Chance.pick(places, random);
        String gap = answer.contains("\n") ? "\n\n" : " ";
        if (place == answer.length()) {
            return Twin.same(answer + gap).then(sentence);
        }
        return Twin.same(answer.substring(0, place))
                .then(sentence)
                .then(Twin.same((place == 0 ? gap : " ") + answer.substring(place)));
    }

    /** A phrase with somebody's data in its slots. */
    Twin written(String phrase, RandomGenerator random) {
        return Twin.parse(grammar.expand(phrase, random, new PersonalData(countries, grammar.phrases(), random)));
    }
}
