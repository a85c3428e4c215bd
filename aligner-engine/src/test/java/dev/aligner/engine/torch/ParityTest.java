package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.LoraAdapter;
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
    private static final Path MERGED_ADAPTERS = Path.of("src/test/resources/merged-adapters");
    private static final double TOLERANCE = 1e-4;

    static Stream<Path> fixtures() throws IOException {
        return folders(FIXTURES);
    }

    static Stream<Path> adapters() throws IOException {
        return folders(ADAPTERS);
    }

    /** Those that change more than the matrices of linear layers. */
    static Stream<Path> mergedAdapters() throws IOException {
        return folders(MERGED_ADAPTERS);
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
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, DeviceUnderTest.DEVICE, 3, 64, 1)) {
            assertParity(model, Golden.read(fixture), 1);
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void chunksAndCompanyChangeNothing(Path fixture) throws IOException {
        Golden golden = Golden.read(fixture);
        int[] prompt = golden.prompt();
        try (ModelFiles files = ModelFiles.open(fixture);
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, DeviceUnderTest.DEVICE, 3, 64, 1)) {
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
    @MethodSource({"adapters", "mergedAdapters"})
    void aModelWithAnAdapterAgreesWithPeft(Path adapter) throws IOException {
        try (ModelFiles files = ModelFiles.open(base(adapter), adapter);
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, DeviceUnderTest.DEVICE, 2, 64, 1)) {
            assertParity(model, Golden.read(adapter), 1);
        }
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void anAdapterBesideItsModelAgreesWithPeftInAnyCompany(Path folder) throws IOException {
        Path base = base(folder);
        Golden adapted = Golden.read(folder);
        Golden plain = Golden.read(base);
        int[] prompt = adapted.prompt();
        try (ModelFiles files = ModelFiles.open(base);
                LoraAdapter adapter = LoraAdapter.open(folder, files.decoder());
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, DeviceUnderTest.DEVICE, 4, 64, 1)) {
            model.detach(model.attach(List.of(new AdapterTerm(adapter, 1))));
            int beside = model.attach(List.of(new AdapterTerm(adapter, 1)));
            int doubled = model.attach(List.of(new AdapterTerm(adapter, 2), new AdapterTerm(adapter, -1)));
            try (Logits logits = model.forward(List.of(
                    new Segment(0, 0, plain.prompt(), 0),
                    new Segment(1, 0, prompt, 0, new Conditioning(0, beside)),
                    new Segment(2, 0, prompt, 0, new Conditioning(0, doubled)),
                    new Segment(3, 0, plain.prompt(), 0)))) {
                int at = 0;
                for (Golden golden : List.of(plain, adapted, adapted, plain)) {
                    for (int i = 0; i < golden.prompt().length; i++) {
                        assertClose(logits, at++, golden.row(i));
                    }
                }
            }
            int first = adapted.tokens()[0];
            try (Logits logits = model.forward(
                    List.of(new Segment(1, prompt.length, new int[] {first}, 0, new Conditioning(0, beside))))) {
                assertClose(logits, 0, adapted.row(prompt.length));
            }
        }
    }

    /** Whoever takes away what is merged has the model as it was. */
    @ParameterizedTest
    @MethodSource("adapters")
    void aMergedAdapterIsTakenAwayByItsNegative(Path folder) throws IOException {
        Path base = base(folder);
        Golden plain = Golden.read(base);
        try (ModelFiles files = ModelFiles.open(base, folder);
                LoraAdapter adapter = LoraAdapter.open(folder, files.decoder());
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, DeviceUnderTest.DEVICE, 1, 64, 1)) {
            int without = model.attach(List.of(new AdapterTerm(adapter, -1)));
            try (Logits logits =
                    model.forward(List.of(new Segment(0, 0, plain.prompt(), 0, new Conditioning(0, without))))) {
                for (int i = 0; i < plain.prompt().length; i++) {
                    assertClose(logits, i, plain.row(i));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("mergedAdapters")
    void whatIsNoMatrixOfALinearLayerIsRefusedBesideAModel(Path folder) throws IOException {
        try (ModelFiles files = ModelFiles.open(base(folder));
                LoraAdapter adapter = LoraAdapter.open(folder, files.decoder());
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, DeviceUnderTest.DEVICE, 1, 64, 1)) {
            assertThatThrownBy(() -> model.attach(List.of(new AdapterTerm(adapter, 1))))
                    .isInstanceOfSatisfying(
                            AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                    .hasMessageStartingWith(folder + ": the adapter changes ")
                    .hasMessageContaining("it can be merged only");
        }
    }

    static Path base(Path adapter) throws IOException {
        String name = JsonMapper.shared()
                .readTree(Files.readString(adapter.resolve("golden.json")))
                .get("model")
                .stringValue();
        return FIXTURES.resolve(name);
    }

    @Test
    @EnabledIfSystemProperty(
            named = "aligner.parity.model",
            matches = ".+",
            disabledReason = "needs goldens of a full checkpoint: see src/test/python/goldens.py")
    void aFullCheckpointAgreesWithTheReference() throws IOException {
        Path goldens = Path.of(System.getProperty("aligner.parity.goldens"));
        try (ModelFiles files = ModelFiles.open(Path.of(System.getProperty("aligner.parity.model")));
                TorchDecoder model = new TorchDecoder(files, Precision.FLOAT32, DeviceUnderTest.DEVICE, 1, 1024, 2);
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
