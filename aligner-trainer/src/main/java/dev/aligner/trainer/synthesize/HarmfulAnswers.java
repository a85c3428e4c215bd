package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Answers that somebody's model really gave to harmful requests, cut behind some sentence, and the short refusal in their
 * place. The refusals that came with them are long and each is another; one per kind of harm is learned sooner.
 */
final class HarmfulAnswers implements EditSource {
    /** The first words of such an answer often say only that the matter is a delicate one. */
    private static final int FEWEST_WORDS = 25;

    private static final int MORE_WORDS = 120;

    private final Deck<Carrier> carriers;
    private final Refusals refusals = new Refusals();
    private final Phrases instructions = Phrases.load("instructions.txt");

    HarmfulAnswers(Carriers carriers) {
        this.carriers = new Deck<>(carriers.complying().stream()
                .filter(carrier -> !carrier.question().contains("\n") && refusals.harmful(carrier.question()))
                .toList());
    }

    @Override
    public CorrectionRow next(RandomGenerator random) {
        Carrier carrier = carriers.draw(random);
        String answer = Sentences.opening(carrier.answer(), FEWEST_WORDS + random.nextInt(MORE_WORDS), random);
        String refusal = refusals.refusal(carrier.question());
        String instruction = Chance.in(85, random) ? null : instructions.pick("safe", random);
        Twin twin = new Twin(List.of(new Twin.Segment(answer, refusal)));
        return Rows.around("harmful-answer", carrier, carrier.question(), twin, instruction);
    }
}
