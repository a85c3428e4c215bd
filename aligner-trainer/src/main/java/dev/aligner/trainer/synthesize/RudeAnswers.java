package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.random.RandomGenerator;

/** Good answers with something rude put in; the correction is the answer as it was. */
final class RudeAnswers implements EditSource {
    private final Deck<Carrier> carriers;
    private final Deck<String> messages = new Deck<>(Phrases.load("civil.txt").of("civil"));
    private final Phrases instructions = Phrases.load("instructions.txt");
    private final Rudeness rudeness = new Rudeness();

    RudeAnswers(Carriers carriers) {
        this.carriers = new Deck<>(carriers.answers());
    }

    @Override
    public CorrectionRow next(RandomGenerator random) {
        String instruction = Chance.in(70, random) ? null : instructions.pick("polite", random);
        if (Chance.in(15, random)) {
            Twin twin = rudeness.insert(messages.draw(random), random);
            return Rows.own("rude-in-message", "", twin, instruction);
        }
        Carrier carrier = carriers.draw(random);
        int most = Chance.in(88, random) ? 8 + random.nextInt(45) : 120;
        Twin twin = rudeness.insert(Sentences.opening(carrier.answer(), most, random), random);
        String question = Chance.in(70, random) ? carrier.question() : "";
        return Rows.around("rude-in-answer", carrier, question, twin, instruction);
    }
}
