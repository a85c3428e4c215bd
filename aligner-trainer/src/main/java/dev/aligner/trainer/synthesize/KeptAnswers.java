package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.List;
import java.util.random.RandomGenerator;

/** Other people's good answers or refusals, left as they are. */
final class KeptAnswers implements EditSource {
    private final String kind;
    private final Deck<Carrier> carriers;
    private final Phrases instructions = Phrases.load("instructions.txt");
    private final int mostWords;

    /** @param mostWords longer answers are cut behind a sentence, most of the time */
    KeptAnswers(String kind, List<Carrier> carriers, int mostWords) {
        this.kind = kind;
        this.carriers = new Deck<>(carriers);
        this.mostWords = mostWords;
    }

    @Override
    public CorrectionRow next(RandomGenerator random) {
        Carrier carrier = carriers.draw(random);
        int most = Chance.in(85, random) ? 8 + random.nextInt(mostWords) : 2 * mostWords;
        String answer = Sentences.opening(carrier.answer(), most, random);
        String question = Chance.in(80, random) ? carrier.question() : "";
        String instruction = Chance.in(75, random) ? null : instructions.pick("none", random);
        return Rows.around(kind, carrier, question, Twin.same(answer), instruction);
    }
}
