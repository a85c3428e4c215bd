package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Code, data, lists and verses whose lines are nearly alike, or come again: where a copy may go on at the wrong one of
 * two like places, and so lose or double what lies between.
 */
final class KeptRepeats implements EditSource {
    private static final List<String> FORMS =
            List.of("css", "sql", "code", "yaml", "csv", "plan", "dialogue", "refrain", "maths", "facts");
    private static final int FEWEST_LINES = 4;
    private static final int MORE_LINES = 9;

    private final Grammar lines = new Grammar(Phrases.load("repeats.txt"));

    @Override
    public CorrectionRow next(RandomGenerator random) {
        String form = Chance.pick(FORMS, random);
        Grammar.Slots slots = (name, label) -> switch (name) {
            case "n" -> Integer.toString(1 + random.nextInt(9));
            case "nn" -> Integer.toString(10 + random.nextInt(90));
            default -> null;
        };
        StringBuilder text = new StringBuilder();
        int count = FEWEST_LINES + random.nextInt(MORE_LINES);
        for (int i = 1; i <= count; i++) {
            String line = lines.expand(lines.phrases().pick(form, random), random, slots)
                    .replace("#", Integer.toString(i));
            text.append(text.isEmpty() ? "" : "\n").append(line);
        }
        return Rows.own("keep-repeats", "", Twin.same(text.toString()), null);
    }
}
