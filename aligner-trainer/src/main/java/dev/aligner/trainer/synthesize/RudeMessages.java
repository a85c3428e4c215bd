package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.random.RandomGenerator;

/** Rude messages of everyday life with their civil twins, written by hand. */
final class RudeMessages implements EditSource {
    private final Grammar grammar = new Grammar(Phrases.load("rude.txt", "rude-alone.txt"));
    private final Deck<String> phrases = new Deck<>(grammar.phrases().of("rude-alone"));
    private final Disguise disguise = new Disguise();
    private final Phrases instructions = Phrases.load("instructions.txt");

    @Override
    public CorrectionRow next(RandomGenerator random) {
        Twin twin = message(random);
        if (Chance.in(25, random)) {
            twin = twin.then(Twin.same(
                            ".!?".indexOf(twin.after().charAt(twin.after().length() - 1)) < 0 ? "\n" : " "))
                    .then(message(random));
        }
        if (Chance.in(15, random)) {
            twin = twin.lowerCase();
        }
        return Rows.own("rude-alone", "", twin, Chance.in(70, random) ? null : instructions.pick("polite", random));
    }

    /** Only the words of abuse are disguised, as what stays must stay the same on both sides. */
    private Twin message(RandomGenerator random) {
        String marked = grammar.expand(phrases.draw(random), random, (name, label) -> switch (name) {
            case "noun", "nouns", "adjective", "intensifier" -> disguise.some(grammar.expandOne(name, random), random);
            default -> null;
        });
        return Twin.parse(marked).sentenceCase();
    }
}
