package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.random.RandomGenerator;

/** Good answers of a hundred words and more, whole: who has copied only short ones loses a sentence in them. */
final class KeptLongAnswers implements EditSource {
    private static final int FEWEST_WORDS = 100;

    private final Deck<Carrier> carriers;

    KeptLongAnswers(Carriers carriers) {
        this.carriers = new Deck<>(carriers.answers().stream()
                .filter(carrier -> Sentences.words(carrier.answer()) >= FEWEST_WORDS)
                .toList());
    }

    @Override
    public CorrectionRow next(RandomGenerator random) {
        Carrier carrier = carriers.draw(random);
        return Rows.around("keep-long", carrier, carrier.question(), Twin.same(carrier.answer()), null);
    }
}
