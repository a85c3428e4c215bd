package dev.aligner.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.aligner.core.AlignerException;
import dev.aligner.core.template.PromptInput;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.trainer.example.ExampleMaker;
import dev.aligner.trainer.example.ExampleTokens;
import dev.aligner.trainer.recipe.Recipe;
import dev.aligner.trainer.recipe.RecipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataReaderTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void rows() {
        for (int i = 0; i < 400; i++) {
            lines.add("{\"answer\": \"a" + i + " bad\", \"correction\": \"a" + i + "\", \"source\": \""
                    + (i % 2 == 0 ? "even" : "odd") + "\", \"split\": \"" + (i % 4 == 3 ? "dev" : "train") + "\"}");
        }
    }

    @Test
    void eachRowIsTrainedOnHeldOutOrCountedWithTheReason() throws IOException {
        lines.add("{\"answer\": \"x\", \"correction\": \"" + "long ".repeat(40) + "\", \"source\": \"even\"}");
        lines.add("{\"answer\": \"x\", \"correction\": \"y\", \"source\": \"even\", \"split\": \"test\"}");

        TrainingData data = read("sources: [even, odd]");

        assertThat(data.each()).hasSize(300);
        assertThat(data.heldOut()).hasSize(50);
        DataSummary.FileSummary file = data.summary().files().get(0);
        assertThat(file.rows()).isEqualTo(402);
        assertThat(file.used()).isEqualTo(Map.of("even", 200, "odd", 100));
        assertThat(file.dropped()).isEqualTo(Map.of("longer than the limit", 1, "another split", 1, "held out", 100));
    }

    @Test
    void onlyWantedSourcesAreTaken() throws IOException {
        TrainingData data = read("sources: [odd]");

        assertThat(data.each()).allSatisfy(unit -> assertThat(unit.source()).isEqualTo("odd"));
        assertThat(data.each()).hasSize(100);
    }

    @Test
    void aShareIsAPartOfTheRowsOrMoreThanAll() throws IOException {
        assertThat(read("share: 0.25").each()).hasSizeBetween(55, 95);
        List<Unit> each = read("share: 2.5").each();
        assertThat(each.size()).isCloseTo(750, withPercentage(5));
        assertThat(new HashSet<>(each)).hasSize(300);
    }

    @Test
    void chanceIsTheSeeds() throws IOException {
        List<Long> one = places(read("share: 0.25"));

        assertThat(places(read("share: 0.25"))).isEqualTo(one);
        assertThat(places(read("share: 0.25", Map.of("seed", "7")))).isNotEqualTo(one);
    }

    @Test
    void heldOutRowsAreNeverTrainedOn() throws IOException {
        TrainingData data = read("share: 3");
        List<Long> trained = places(data);

        assertThat(data.heldOut())
                .noneSatisfy(unit -> assertThat(trained).contains(unit.origin().line()));
    }

    @Test
    void identitiesCopyTheAnswerFirstAndTheCorrectionWhereTheyAreMixed() throws IOException {
        TrainingData first = read("share: 1", Map.of("identities", "{share: 0.2, place: first}"));
        assertThat(first.first()).hasSizeBetween(40, 80);
        assertThat(first.each()).hasSize(300);
        assertThat(first.first()).allSatisfy(unit -> assertThat(text(unit)).endsWith(" bad$"));
        assertThat(first.first())
                .allSatisfy(unit -> assertThat(unit.changed())
                        .isNotNull()
                        .satisfies(changed -> assertThat(changed.changed()).isZero()));

        TrainingData mixed = read("share: 1", Map.of("identities", "{share: 0.2, place: mixed}"));
        assertThat(mixed.first()).isEmpty();
        assertThat(mixed.each()).hasSize(300 + mixed.summary().identities());
        assertThat(mixed.each()).noneSatisfy(unit -> assertThat(text(unit)).endsWith(" bad$"));
    }

    @Test
    void rowsOfAFileCanAllBeShownAsOnesToBeRepeated() throws IOException {
        TrainingData copied = read("copied: true");

        assertThat(copied.each()).hasSize(300);
        assertThat(Stream.concat(copied.each().stream(), copied.heldOut().stream()))
                .allSatisfy(unit -> assertThat(text(unit)).endsWith(" bad$"))
                .allSatisfy(unit -> assertThat(unit.changed())
                        .isNotNull()
                        .satisfies(changed -> assertThat(changed.changed()).isZero()));
    }

    @Test
    void aBadRowStopsWithItsPlace() throws IOException {
        lines.add(3, "{\"answer\": 1}");

        assertThatThrownBy(() -> read("share: 1"))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("rows.jsonl:4: ")
                .hasMessageContaining("data check");
    }

    @Test
    void nothingToTrainOnIsSaid() throws IOException {
        assertThatThrownBy(() -> read("sources: [none]"))
                .hasMessageContaining("data: no row to train on")
                .hasMessageContaining("another source=400");
    }

    private static List<Long> places(TrainingData data) {
        return data.each().stream().map(unit -> unit.origin().line()).toList();
    }

    private static String text(Unit unit) {
        int[] tokens = unit.examples().get(0).tokens();
        return new String(tokens, 0, tokens.length);
    }

    private TrainingData read(String file) throws IOException {
        return read(file, Map.of());
    }

    private TrainingData read(String file, Map<String, String> options) throws IOException {
        Path rows = folder.resolve("rows.jsonl");
        Files.write(rows, lines);
        Path recipe = folder.resolve("recipe.yaml");
        Files.writeString(
                recipe,
                "model: m\ndata: [{path: '" + rows + "', " + file
                        + "}]\nevaluation: {every: 1, split: dev, examples: 50}\n");
        Recipe read = RecipeFile.read(recipe, options);
        return DataReader.read(read, new CorrectionUnits(new ExampleMaker(new Letters(), 100)));
    }

    /** A token for each character; {@code $} ends a target. */
    private record Letters() implements ExampleTokens, TokenBytes {
        @Override
        public int[] prompt(PromptInput input) {
            return (input.answer() + ">").chars().toArray();
        }

        @Override
        public int[] target(String correction) {
            return (correction + "$").chars().toArray();
        }

        @Override
        public TokenBytes bytes() {
            return this;
        }

        @Override
        public byte[] bytes(int token) {
            return token == '$' ? new byte[0] : new byte[] {(byte) token};
        }

        @Override
        public boolean dropsLeadingSpace() {
            return false;
        }
    }
}
