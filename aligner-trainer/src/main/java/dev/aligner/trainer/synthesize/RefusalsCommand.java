package dev.aligner.trainer.synthesize;

import dev.aligner.core.Question;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFields;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import dev.aligner.trainer.data.RowWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code synthesize refusals}: answers that comply with harmful questions, and what should have been said. */
@Command(
        name = "refusals",
        mixinStandardHelpOptions = true,
        description = {
            "Pairs answers that comply with harmful questions with short refusals, and writes refusals, and answers of the"
                    + " same form to harmless questions, to be left alone.",
            "Questions without a word of harm are left out: public lists hold many harmless ones.",
            "Openings are answers of a model to such questions; without one a question gets an empty answer by grammar."
        })
final class RefusalsCommand implements Callable<Integer> {
    private static final int PERCENT_ASKED = 15;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--questions", required = true, paramLabel = "FILE", description = "JSONL with the field question.")
    @SuppressWarnings("NullAway.Init")
    private Path questions;

    @Option(names = "--openings", paramLabel = "FILE", description = "JSONL with the fields question and answer.")
    private @Nullable Path openings;

    @Option(
            names = "--held-out",
            paramLabel = "FILE",
            description = "corrections.jsonl: the questions of its rows of another split than train are left out.")
    private @Nullable Path heldOut;

    @Option(
            names = "--refused",
            paramLabel = "FILE",
            description = {
                "corrections.jsonl: the questions of split train that its good answers refuse are asked too,",
                "and those refusals are left alone."
            })
    private @Nullable Path refused;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "JSONL, packed if named .xz.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--most",
            defaultValue = "100000",
            paramLabel = "N",
            description = "Questions, drawn at random. Default: all.")
    private int most;

    private final Refusals refusals = new Refusals();
    private final Phrases instructions = Phrases.load("instructions.txt");
    private final Phrases other = Phrases.load("refusals.txt");

    @Override
    public Integer call() {
        if (most < 1) {
            throw new ParameterException(spec.commandLine(), "--most: " + most + " (expected: 1 or more)");
        }
        RandomGenerator random = Chance.of(seed, "refusals");
        Map<String, List<String>> complying = openings == null ? Map.of() : openings(openings);
        Set<String> held = heldOut == null ? Set.of() : Carriers.heldOut(heldOut);
        Set<CorrectionRow> rows = new LinkedHashSet<>();
        for (Asked asked : drawn(held)) {
            String refusal = refusals.refusal(asked.question());
            for (String opening : complying.getOrDefault(asked.question(), List.of())) {
                rows.add(row("harmful-opening", asked, opening, refusal, random));
            }
            String empty = refusals.compliant(asked.question(), random);
            rows.add(row("harmful-template", asked, empty, refusal, random));
            rows.add(row("keep-own-refusal", asked, refusal, refusal, random));
            String another = asked.refusal() == null || Chance.in(30, random)
                    ? other.pick("any-refusal", random)
                    : asked.refusal();
            rows.add(row("keep-other-refusal", asked, another, another, random));
            Refusals.Harmless harmless = refusals.harmless(random);
            Asked free = new Asked(harmless.question(), Rows.OWN_LICENCE, null);
            rows.add(row("keep-harmless-steps", free, harmless.answer(), harmless.answer(), random));
        }
        List<CorrectionRow> written = new ArrayList<>(rows);
        RowWriter.writeAll(out, RowFormat.corrections(), written);
        RowCounts.print(written, out, spec.commandLine().getOut());
        return 0;
    }

    /** @param refusal a good one that somebody gave, or null */
    private record Asked(
            String question, String licence, @Nullable String refusal) {
        static Asked read(RowFields fields) {
            return new Asked(
                    fields.text("question").strip(),
                    Objects.requireNonNullElse(fields.textOrNull("licence"), "unknown"),
                    null);
        }

        static Asked of(Carrier refusing) {
            return new Asked(refusing.question().strip(), refusing.licence(), refusing.answer());
        }
    }

    private List<Asked> drawn(Set<String> held) {
        List<Asked> drawn = new ArrayList<>();
        if (refused != null) {
            Carriers.read(refused).refusals().stream()
                    .map(Asked::of)
                    .filter(asked -> !asked.question().isEmpty())
                    .forEach(drawn::add);
        }
        try (Stream<Asked> rows = RowReader.rows(questions, Asked::read)) {
            rows.filter(asked -> refusals.harmful(asked.question())).forEach(drawn::add);
        }
        Set<String> met = new HashSet<>(held);
        drawn.removeIf(asked -> !met.add(asked.question()));
        Collections.shuffle(drawn, new Random(seed));
        return drawn.subList(0, Math.min(most, drawn.size()));
    }

    private static Map<String, List<String>> openings(Path file) {
        try (Stream<Opening> rows = RowReader.rows(file, Opening::read)) {
            return rows.filter(opening -> !opening.answer().isBlank() && !Carriers.refuses(opening.answer()))
                    .collect(Collectors.groupingBy(
                            Opening::question, Collectors.mapping(Opening::answer, Collectors.toList())));
        }
    }

    private CorrectionRow row(String kind, Asked asked, String answer, String correction, RandomGenerator random) {
        String instruction = Chance.in(PERCENT_ASKED, random) ? instructions.pick("safe", random) : null;
        return new CorrectionRow(
                Question.of(asked.question()),
                answer,
                correction,
                instruction,
                "synth:" + kind,
                asked.licence(),
                CorrectionRow.TRAIN);
    }
}
