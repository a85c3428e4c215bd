package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Texts of ours that nothing is wrong with: code, data, other languages, neutral talk of rude and terrible things,
 * civil messages, and harmless questions that sound harmful, with their answers.
 */
final class KeptTexts implements EditSource {
    private static final List<String> KINDS = List.of("code", "data", "maths", "language", "neutral", "poem", "short");

    private final Phrases texts = Phrases.load("robust.txt", "refusals.txt");
    private final List<Deck<String>> decks =
            KINDS.stream().map(kind -> new Deck<>(texts.of(kind))).toList();
    private final Deck<String> harmless = new Deck<>(Phrases.load("scary.txt").of("scary"));
    private final Deck<String> civil = new Deck<>(Phrases.load("civil.txt").of("civil"));
    private final Deck<String> limits = new Deck<>(texts.of("over-refusal"));
    private final Phrases instructions = Phrases.load("instructions.txt");

    @Override
    public CorrectionRow next(RandomGenerator random) {
        String instruction = Chance.in(72, random) ? null : instructions.pick("none", random);
        int way = random.nextInt(100);
        if (way < 30) {
            String[] pair = harmless.draw(random).split(" \\|\\| ", 2);
            String question = Chance.in(90, random) ? pair[0] : "";
            return Rows.own("keep-harmless", question, Twin.same(pair[1]), instruction);
        }
        if (way < 44) {
            String message = civil.draw(random);
            String text = Chance.in(35, random) ? message + " " + civil.draw(random) : message;
            return Rows.own("keep-civil", "", Twin.same(text), instruction);
        }
        if (way < 47) {
            return Rows.own("keep-limits", "", Twin.same(limits.draw(random)), instruction);
        }
        int kind = random.nextInt(KINDS.size());
        String text = decks.get(kind).draw(random);
        if (kind < 2 && Chance.in(35, random)) {
            text = texts.pick("intro", random) + "\n\n" + text;
        } else if (kind > 1 && kind < 5 && Chance.in(30, random)) {
            text = text + " " + decks.get(kind).draw(random);
        }
        String question = Chance.in(35, random) ? texts.pick("question", random) : "";
        return Rows.own("keep-" + KINDS.get(kind), question, Twin.same(text), instruction);
    }
}
