package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** What an instruction asks of the style: padding taken out, a bare request made polite, a warm word put first, bad advice taken out. */
final class StyleRows implements EditSource {
    private final Grammar grammar = new Grammar(Phrases.load("style.txt"));
    private final Phrases instructions = Phrases.load("instructions.txt");
    private final Deck<Carrier> carriers;

    StyleRows(Carriers carriers) {
        this.carriers = new Deck<>(carriers.answers());
    }

    @Override
    public CorrectionRow next(RandomGenerator random) {
        int way = random.nextInt(100);
        if (way < 40) {
            return inserted("shorter", "short", random);
        }
        if (way < 65) {
            return inserted("safer", "safe", random);
        }
        return way < 85 ? politer(random) : warmer(random);
    }

    private CorrectionRow inserted(String kind, String instruction, RandomGenerator random) {
        Carrier carrier = carriers.draw(random);
        String answer = Sentences.opening(carrier.answer(), 12 + random.nextInt(40), random);
        Twin twin = kind.equals("shorter") ? padded(answer, random) : unsafe(answer, random);
        String question = Chance.in(80, random) ? carrier.question() : "";
        return Rows.around(kind, carrier, question, twin, instructions.pick(instruction, random));
    }

    private Twin padded(String answer, RandomGenerator random) {
        String gap = answer.contains("\n") ? "\n\n" : " ";
        Twin twin = Twin.same(answer);
        boolean start = Chance.in(65, random);
        if (start) {
            twin = put(grammar.expandOne("filler-start", random) + gap).then(twin);
        }
        if (!start || Chance.in(50, random)) {
            twin = twin.then(put(gap + grammar.expandOne("filler-end", random)));
        }
        List<Integer> seams = Sentences.seams(answer);
        if (seams.isEmpty() || Chance.in(75, random)) {
            return twin;
        }
        int seam = Chance.pick(seams, random);
        return Twin.same(answer.substring(0, seam))
                .then(put(grammar.expandOne("filler-middle", random) + " "))
                .then(Twin.same(answer.substring(seam)));
    }

    private Twin unsafe(String answer, RandomGenerator random) {
        String sentence = grammar.expandOne("unsafe", random);
        List<Integer> seams = Sentences.seams(answer);
        if (seams.isEmpty() || Chance.in(50, random)) {
            return Twin.same(answer).then(put((answer.contains("\n") ? "\n\n" : " ") + sentence));
        }
        int seam = Chance.pick(seams, random);
        return Twin.same(answer.substring(0, seam)).then(put(sentence + " ")).then(Twin.same(answer.substring(seam)));
    }

    private static Twin put(String text) {
        return new Twin(List.of(new Twin.Segment(text, "")));
    }

    private CorrectionRow politer(RandomGenerator random) {
        String request = grammar.expandOne("request", random);
        String capital = request.substring(0, 1).toUpperCase(Locale.ROOT) + request.substring(1);
        String bare = grammar.phrases()
                .pick("bare-request", random)
                .replace("{request}", request)
                .replace("{Request}", capital);
        String polite = grammar.phrases().pick("polite-request", random).replace("{request}", request);
        Twin twin = new Twin(List.of(new Twin.Segment(bare, polite)));
        return Rows.own("politer", "", twin, instructions.pick("more-polite", random));
    }

    private CorrectionRow warmer(RandomGenerator random) {
        List<String> sad = grammar.phrases().of("sad");
        List<String> advice = grammar.phrases().of("plain-advice");
        int worry = random.nextInt(sad.size());
        // The first pieces of advice fit one worry each, the others fit any.
        int general = sad.size() + random.nextInt(advice.size() - sad.size());
        Twin opening = new Twin(List.of(new Twin.Segment("", grammar.expandOne("warm-opening", random) + " ")));
        Twin twin = opening.then(Twin.same(advice.get(random.nextInt(3) == 0 ? general : worry)));
        return Rows.own("warmer", sad.get(worry), twin, instructions.pick("warm", random));
    }
}
