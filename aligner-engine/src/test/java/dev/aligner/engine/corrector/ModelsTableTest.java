package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.StoredWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The tables of docs/models.md say what the suites run over: they are made from the fixtures, like the suites. */
class ModelsTableTest {
    private static final Path DOCUMENT = Path.of("../docs/models.md");
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path EMBEDDED = Path.of("../models/smollm2-135m-instruct");
    private static final String WRITE = "aligner.docs.write";

    private static final String YES = "yes";
    private static final String NO = "\u2013";

    @Test
    void theTableOfModelsIsThatOfTheFixtures() throws IOException {
        Map<String, List<Fixture>> rows = Fixture.all()
                .collect(Collectors.groupingBy(
                        fixture -> "| " + fixture.config().family() + " | " + format(fixture.stored()) + " | ",
                        TreeMap::new,
                        Collectors.toList()));
        List<String> lines = new ArrayList<>();
        String precisions = Fixture.PRECISIONS.stream().map(Precision::wireName).collect(Collectors.joining(", "));
        lines.add(
                "| family | format | fixtures | parity in float32 | bfloat16, float16, int8 close to it | contract in "
                        + precisions + " | on a GPU |");
        lines.add("|---|---|---|---|---|---|---|");
        rows.forEach((row, fixtures) -> lines.add(row + names(fixtures) + " | " + measured(fixtures) + " | "
                + measured(fixtures) + (fixtures.get(0).isDecoder() ? "" : "; float16 is refused") + " | "
                + contract(fixtures) + " | " + NO + " |"));
        assertDocumented("models", lines);
    }

    /** Of the published checkpoints there is one here. */
    @Test
    void theTableOfCheckpointsIsOfTheOneThatIsHere() throws IOException {
        try (ModelFiles files = ModelFiles.open(EMBEDDED)) {
            assertDocumented(
                    "checkpoints",
                    List.of(
                            "| checkpoint | family | format | parity in float32 | corrections | on a GPU |",
                            "|---|---|---|---|---|---|",
                            "| SmolLM2 135M Instruct | " + files.config().family() + " | " + format(files.stored())
                                    + " | [by a script](parity.md) | int8, in every build (`EmbeddedCorrectorIT`) | "
                                    + NO + " |"));
        }
    }

    @Test
    void theTableOfAdaptersIsThatOfTheFixtures() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| adapter | model | merged: parity with PEFT | beside: parity with PEFT | beside: bfloat16, float16, int8 |"
                        + " beside: contract in float32 |");
        lines.add("|---|---|---|---|---|---|");
        for (String folder : List.of("adapters", "merged-adapters")) {
            String beside = folder.equals("adapters") ? YES : "refused";
            for (Path adapter : Fixture.folders(RESOURCES.resolve(folder))) {
                String model = JsonMapper.shared()
                        .readTree(Files.readString(adapter.resolve("golden.json")))
                        .path("model")
                        .stringValue();
                lines.add("| " + adapter.getFileName() + " | " + model + " | " + YES + " | " + beside + " | "
                        + (beside.equals(YES) ? YES : NO) + " | " + (beside.equals(YES) ? YES : NO) + " |");
            }
        }
        assertDocumented("adapters", lines);
    }

    private static String format(StoredWeights stored) {
        // norms are float32 in every GGUF
        String types = stored.elements().keySet().stream()
                .filter(type -> !type.equals("F32") || stored.elements().size() == 1)
                .collect(Collectors.joining(", "));
        return stored.format() + " " + types;
    }

    private static String names(List<Fixture> fixtures) {
        return fixtures.stream().map(Fixture::name).collect(Collectors.joining(", "));
    }

    /** Both suites take every folder that has what the reference computed. */
    private static String measured(List<Fixture> fixtures) {
        assertThat(fixtures).allMatch(fixture -> Files.exists(fixture.path().resolve("golden.json")));
        return YES;
    }

    /** It takes all of them; what reaches too short a way is made to reach further. */
    private static String contract(List<Fixture> fixtures) {
        assertThat(fixtures).allMatch(Fixture::speaks);
        List<Fixture> small =
                fixtures.stream().filter(fixture -> !fixture.hasRoom()).toList();
        return small.isEmpty() ? YES : YES + "; stretched: " + names(small);
    }

    private static void assertDocumented(String table, List<String> lines) throws IOException {
        String begin = "<!-- " + table + ": written by ModelsTableTest -->\n";
        String end = "<!-- " + table + ": end -->";
        String document = Files.readString(DOCUMENT);
        assertThat(document).contains(begin, end);
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf(end, from);
        String expected = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(DOCUMENT, document.substring(0, from) + expected + document.substring(to));
            return;
        }
        assertThat(document.substring(from, to))
                .as("%s in docs/models.md; -D%s=true writes it", table, WRITE)
                .isEqualTo(expected);
    }
}
