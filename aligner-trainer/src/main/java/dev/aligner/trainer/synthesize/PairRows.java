package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.List;
import java.util.random.RandomGenerator;

/** Other people's edits as they are, with an instruction that asks for them. */
final class PairRows implements EditSource {
    private final String kind;
    private final Deck<Carriers.Pair> pairs;
    private final List<String> instructions;

    PairRows(String kind, List<Carriers.Pair> pairs, List<String> instructions) {
        this.kind = kind;
        this.pairs = new Deck<>(pairs);
        this.instructions = instructions;
    }

    @Override
    public CorrectionRow next(RandomGenerator random) {
        Carriers.Pair pair = pairs.draw(random);
        Twin twin = new Twin(List.of(new Twin.Segment(pair.before(), pair.after())));
        Carrier origin = new Carrier("", pair.after(), pair.source(), pair.licence());
        return Rows.around(kind, origin, "", twin, Chance.pick(instructions, random));
    }
}
