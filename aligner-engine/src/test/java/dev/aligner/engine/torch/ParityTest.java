package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** The engine computes what the reference implementation computes, on every fixture and on any checkpoint. */
class ParityTest {
    private static final Path FIXTURES = Path.of("src/test/resources/models");
    private static final Path ADAPTERS = Path.of("src/test/resources/adapters");
    private static final double TOLERANCE = 1e-4;

    static Stream<Path> fixtures() throws IOException {
        return folders(FIXTURES);
    }

    static Stream<Path> adapters() throws IOException {
        return folders(ADAPTERS);
    }

    private static Stream<Path> folders(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void prefillAndCachedStepsAgreeWithTheReference(Path fixture) throws IOException {
        try (ModelFiles files = ModelFiles.open(fixture);
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, 3, 64, 1)) {
            assertParity(model, Golden.read(fixture), 1);
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void chunksAndCompanyChangeNothing(Path fixture) throws IOException {
        Golden golden = Golden.read(fixture);
        int[] prompt = golden.prompt();
        try (ModelFiles files = ModelFiles.open(fixture);
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, 3, 64, 1)) {
            int[] first = Arrays.copyOfRange(prompt, 0, 10);
            int[] rest = Arrays.copyOfRange(prompt, 10, prompt.length);
            model.forward(List.of(new Segment(0, 0, prompt, prompt.length), new Segment(2, 0, first, first.length)))
                    .close();
            try (Logits logits = model.forward(List.of(
                    new Segment(1, 0, new int[] {7}, 0),
                    new Segment(2, 10, rest, 0),
                    new Segment(0, prompt.length, golden.tokens(), golden.tokens().length - 1)))) {
                assertThat(logits.rows()).isEqualTo(1 + rest.length + 1);
                for (int i = 0; i < rest.length; i++) {
                    assertClose(logits, 1 + i, golden.row(10 + i));
                }
                assertClose(logits, logits.rows() - 1, golden.row(prompt.length + golden.tokens().length - 1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void aModelWithAnAdapterAgreesWithPeft(Path adapter) throws IOException {
        String base = JsonMapper.shared()
                .readTree(Files.readString(adapter.resolve("golden.json")))
                .get("model")
                .stringValue();
        try (ModelFiles files = ModelFiles.open(FIXTURES.resolve(base), adapter);
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, 2, 64, 1)) {
            assertParity(model, Golden.read(adapter), 1);
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "aligner.parity.model",
            matches = ".+",
            disabledReason = "needs goldens of a full checkpoint: see src/test/python/goldens.py")
    void aFullCheckpointAgreesWithTheReference() throws IOException {
        Path goldens = Path.of(System.getProperty("aligner.parity.goldens"));
        try (ModelFiles files = ModelFiles.open(Path.of(System.getProperty("aligner.parity.model")));
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, 1, 1024, 2);
                Stream<Path> prompts = Files.list(goldens).sorted()) {
            for (Path prompt : prompts.toList()) {
                assertParity(model, Golden.read(prompt), 0);
            }
        }
    }

    private static void assertParity(TorchDecoder model, Golden golden, int slot) {
        int position = golden.prompt().length;
        try (Logits logits = model.forward(List.of(new Segment(slot, 0, golden.prompt(), 0)))) {
            for (int i = 0; i < position; i++) {
                assertClose(logits, i, golden.row(i));
            }
        }
        for (int token : golden.tokens()) {
            try (Logits logits = model.forward(List.of(new Segment(slot, position, new int[] {token}, 0)))) {
                assertThat(argmax(golden.row(position - 1))).isEqualTo(token);
                assertClose(logits, 0, golden.row(position));
            }
            position++;
        }
    }

    private static void assertClose(Logits logits, int row, float[] expected) {
        float[] actual = new float[expected.length];
        logits.copyRow(row, actual);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
        }
        assertThat(worst).as("largest difference in row %d", row).isLessThanOrEqualTo(TOLERANCE);
        assertThat(argmax(actual)).isEqualTo(argmax(expected));
    }

    private static int argmax(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return best;
    }
}
