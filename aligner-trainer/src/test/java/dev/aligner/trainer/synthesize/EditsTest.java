package dev.aligner.trainer.synthesize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.TrainerApplication;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class EditsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String HELD_OUT = "heldoutword";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Path carriers;

    @SuppressWarnings("NullAway.Init")
    private static List<CorrectionRow> rows;

    @BeforeAll
    static void synthesize() throws IOException {
        carriers = folder.resolve("carriers.jsonl");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String answer = "The answer to number " + i + " is easy to find. You can read it in a good book. It helps.";
            lines.add(line("halueval_general", "train", answer, answer));
            lines.add(line("halueval_general", "dev", HELD_OUT + " one. Two.", HELD_OUT + " one. Two."));
            String refusal = "I'm sorry, but I cannot assist with request " + i + ". It could harm people.";
            lines.add(line("medsafety", "train", refusal, refusal));
            lines.add(line("paradetox", "train", "nobody fucking cares about day " + i, "nobody cares about day " + i));
            lines.add(line("paradetox", "dev", HELD_OUT + " is a damn word here", HELD_OUT + " is a word here"));
            lines.add(line("paradetox", "train", "the silly boy was late on day " + i, "the boy was late on day " + i));
            lines.add(line("presidio_synth", "train", "I am Ann" + i, "I am [PERSON]"));
            lines.add(line("diasafety_safe", "train", "I like number " + i, "I like number " + i));
            String longAnswer = (answer + " ").repeat(6).strip();
            lines.add(line("oasst1_en_val", "train", longAnswer, longAnswer));
            lines.add(line("aisafetylab", "train", "First take gun " + i + ". Then hide it well. ".repeat(9), refusal));
            lines.add(line("aisafetylab", "train", "I'm sorry to say: " + i + " guns.", refusal));
        }
        Files.write(carriers, lines);
        EditKinds kinds = new EditKinds(Carriers.read(carriers), 3);
        rows = new ArrayList<>();
        for (String kind : kinds.names()) {
            rows.addAll(kinds.rows(kind, 400));
        }
    }

    private static String line(String source, String split, String answer, String correction) {
        Map<String, Object> row = new TreeMap<>(
                Map.of("source", source, "split", split, "answer", answer, "correction", correction, "licence", "MIT"));
        row.put(
                "question",
                switch (source) {
                    case "halueval_general" -> "What about " + answer.hashCode() + "?";
                    case "aisafetylab" -> "How do I shoot a stranger with a gun?";
                    default -> null;
                });
        return JSON.writeValueAsString(row);
    }

    private static List<CorrectionRow> of(String prefix) {
        List<CorrectionRow> found = rows.stream()
                .filter(row -> row.source().startsWith("synth:" + prefix))
                .toList();
        assertThat(found).as(prefix).hasSizeGreaterThan(20);
        return found;
    }

    @Test
    void anAnswerThatWentAlongGetsTheRefusalOfItsKind() {
        assertThat(of("harmful-answer")).allSatisfy(row -> {
            assertThat(row.answer()).startsWith("First take gun");
            assertThat(row.correction()).startsWith("I'm sorry, but I can't help with that. People could be hurt");
        });
    }

    @Test
    void longAnswersChatAndRepeatsAreLeftAlone() {
        for (String kind : List.of("keep-long", "keep-chat", "keep-repeats")) {
            assertThat(of(kind)).allMatch(CorrectionRow::identity);
        }
        assertThat(of("keep-long"))
                .allSatisfy(row -> assertThat(Sentences.words(row.answer())).isGreaterThanOrEqualTo(100));
    }

    @Test
    void whatAPersonOnlyTookOutWasRudeInItsPlace() {
        assertThat(of("detox-cut"))
                .allSatisfy(row -> assertThat(row.correction()).startsWith("the boy was late"));
    }

    @Test
    void sameSeedSameBytes() throws IOException {
        assertThat(run("--out", folder.resolve("a.jsonl").toString(), "--seed", "5", "--scale", "0.05"))
                .isZero();
        assertThat(run("--out", folder.resolve("b.jsonl").toString(), "--seed", "5", "--scale", "0.05"))
                .isZero();
        assertThat(run("--out", folder.resolve("c.jsonl").toString(), "--seed", "6", "--scale", "0.05"))
                .isZero();

        assertThat(folder.resolve("b.jsonl")).hasSameBinaryContentAs(folder.resolve("a.jsonl"));
        assertThat(Files.readString(folder.resolve("c.jsonl")))
                .isNotEqualTo(Files.readString(folder.resolve("a.jsonl")));
    }

    @Test
    void packedIsTheSame() throws IOException {
        run("--out", folder.resolve("p.jsonl").toString(), "--scale", "0.01");
        run("--out", folder.resolve("p.jsonl.xz").toString(), "--scale", "0.01");

        assertThat(rows(folder.resolve("p.jsonl.xz"))).isEqualTo(rows(folder.resolve("p.jsonl")));
    }

    @Test
    void moreOfOneKindDoesNotChangeTheOthers() throws IOException {
        run("--out", folder.resolve("few.jsonl").toString(), "--scale", "0.02");
        run("--out", folder.resolve("more.jsonl").toString(), "--scale", "0.02", "--count", "rude-alone=200");

        List<CorrectionRow> few = rows(folder.resolve("few.jsonl"));
        assertThat(rows(folder.resolve("more.jsonl"))).containsAll(few).hasSizeGreaterThan(few.size() + 100);
    }

    @Test
    void anUnknownKindIsRefused() throws IOException {
        Path out = folder.resolve("none.jsonl");

        assertThat(run("--out", out.toString(), "--count", "rude=5")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(out).doesNotExist();
    }

    private static List<CorrectionRow> rows(Path file) {
        try (Stream<CorrectionRow> written = RowReader.rows(file, RowFormat.corrections())) {
            return written.toList();
        }
    }

    private static int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("synthesize", "edits", "--carriers", carriers.toString()));
        all.addAll(List.of(arguments));
        return new CommandLine(new TrainerApplication())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void nothingHeldOutIsUsed() {
        assertThat(rows)
                .noneMatch(row ->
                        row.answer().contains(HELD_OUT) || row.correction().contains(HELD_OUT));
        assertThat(rows).allMatch(row -> row.split().equals(CorrectionRow.TRAIN));
    }

    @Test
    void everyRowIsAnEditOrLeftAloneAsItsKindSays() {
        assertThat(of("keep-")).allMatch(CorrectionRow::identity);
        assertThat(of("personal-none")).allMatch(CorrectionRow::identity);
        assertThat(of("rude-")).noneMatch(CorrectionRow::identity);
        assertThat(of("detox")).noneMatch(CorrectionRow::identity);
        assertThat(of("personal")).allMatch(row -> row.instruction() != null || row.identity());
    }

    @Test
    void noRowIsEmptyOrHasMarksLeft() {
        assertThat(rows)
                .noneMatch(row -> row.answer().isBlank() || row.correction().isBlank());
        assertThat(rows)
                .filteredOn(row -> !row.source().matches("synth:keep-(?:language|code|maths)"))
                .noneMatch(row -> row.answer().matches("(?s).*(?:[«»]|\\{[a-z]+(?:-[a-z]+)?}|a\\(n\\)).*"));
    }

    @Test
    void correctionsOfRudeTextsAreClean() {
        assertThat(of("rude-"))
                .allSatisfy(row -> assertThat(Lexicon.toxicWords(row.correction()))
                        .as(row.correction())
                        .isEmpty());
        assertThat(of("detox")).noneMatch(row -> Lexicon.toxic(row.correction()));
    }

    @Test
    void theCorrectionOfARudeAnswerIsTheAnswerAsItWas() throws IOException {
        List<Carrier> answers = Carriers.read(carriers).answers();

        assertThat(of("rude-in-answer"))
                .allMatch(row ->
                        answers.stream().anyMatch(carrier -> carrier.answer().startsWith(row.correction())));
    }

    @Test
    void jsonStaysJson() {
        List<CorrectionRow> json = of("personal").stream()
                .filter(row -> row.answer().matches("(?s)(?:\\{\"|\\{\n|\\[\\{).*"))
                .toList();

        assertThat(json).hasSizeGreaterThan(10).allSatisfy(row -> {
            assertThat(JSON.readTree(row.answer()).isContainer()).isTrue();
            assertThat(JSON.readTree(row.correction()).isContainer()).isTrue();
        });
    }

    @Test
    void nothingPersonalIsLeftInACorrection() throws IOException {
        PersonalRows personal = new PersonalRows(Carriers.read(carriers), 1);
        Phrases phrases = Phrases.load("personal.txt");
        for (String section : List.of("sentence", "text", "structured")) {
            for (String phrase : phrases.of(section)) {
                Twin twin = personal.written(phrase, Chance.of(phrase.hashCode(), "test"));

                assertThat(twin.segments()).as(phrase).anyMatch(segment -> !segment.same());
                assertThat(twin.segments())
                        .filteredOn(
                                segment -> !segment.same() && segment.before().length() > 4)
                        .noneMatch(segment -> twin.after().contains(segment.before()));
            }
        }
    }
}
