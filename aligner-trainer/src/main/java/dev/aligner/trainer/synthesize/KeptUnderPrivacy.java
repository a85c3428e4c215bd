package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.random.RandomGenerator;

/** Texts without personal data, left alone by an instruction to remove it. */
final class KeptUnderPrivacy implements EditSource {
    private final Phrases texts = Phrases.load("personal.txt");
    private final Phrases instructions = Phrases.load("instructions.txt");
    private final Deck<String> impersonal = new Deck<>(texts.of("impersonal"));
    private final Deck<String> known = new Deck<>(texts.of("public"));
    private final Deck<String> civil = new Deck<>(Phrases.load("civil.txt").of("civil"));
    private final Deck<Carrier> carriers;

    KeptUnderPrivacy(Carriers carriers) {
        this.carriers = new Deck<>(PersonalRows.impersonal(carriers.answers()));
    }

    @Override
    public CorrectionRow next(RandomGenerator random) {
        String instruction = instructions.pick("pii", random);
        int way = random.nextInt(100);
        if (way < 45) {
            Carrier carrier = carriers.draw(random);
            String answer = Sentences.opening(carrier.answer(), 8 + random.nextInt(45), random);
            String question = Chance.in(70, random) ? carrier.question() : "";
            return Rows.around("personal-none", carrier, question, Twin.same(answer), instruction);
        }
        Deck<String> deck = way < 75 ? impersonal : way < 85 ? known : civil;
        return Rows.own("personal-none", "", Twin.same(deck.draw(random)), instruction);
    }
}
