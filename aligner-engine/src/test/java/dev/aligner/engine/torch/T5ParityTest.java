package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.LanguageModel;
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

/** T5 models compute what the reference implementation computes, however a sequence is cut and whoever shares a step. */
class T5ParityTest {
    static final Path FIXTURES = Path.of("src/test/resources/encoder-decoders");
    private static final double TOLERANCE = 1e-4;

    static Stream<Path> fixtures() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders.sorted().toList().stream();
        }
    }

    /** A fixture's model with three slots, and what the reference says. */
    private record Subject(ModelFiles files, LanguageModel model, Golden golden) implements AutoCloseable {
        static Subject of(Path fixture) throws IOException {
            Golden golden = Golden.read(fixture);
            ModelFiles files = ModelFiles.open(fixture);
            return new Subject(
                    files, TorchModels.load(files, Precision.FLOAT32, DeviceUnderTest.DEVICE, 3, 64, 1), golden);
        }

        int prompt() {
            return golden.prompt().length;
        }

        /** The prompt and the first tokens of its target. */
        Segment beginning(int slot, int targets) {
            int[] tokens = Arrays.copyOf(golden.prompt(), prompt() + targets);
            System.arraycopy(golden.tokens(), 0, tokens, prompt(), targets);
            return new Segment(slot, 0, tokens, prompt() - 1, new Conditioning(prompt()));
        }

        /** Target tokens {@code from} to {@code to}, all of whose logits are wanted. */
        Segment targets(int slot, int from, int to) {
            return segment(slot, from, Arrays.copyOfRange(golden.tokens(), from, to));
        }

        Segment segment(int slot, int from, int... tokens) {
            return new Segment(slot, prompt() + from, tokens, 0, new Conditioning(prompt()));
        }

        @Override
        public void close() {
            model.close();
            files.close();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void aPromptAndCachedStepsAgreeWithTheReference(Path fixture) throws IOException {
        try (Subject subject = Subject.of(fixture)) {
            assertParity(subject, 1);
        }
    }

    private static void assertParity(Subject subject, int slot) {
        assertRows(subject, 0, subject.beginning(slot, 0));
        for (int i = 0; i < subject.golden.tokens().length; i++) {
            assertThat(argmax(subject.golden.row(i))).isEqualTo(subject.golden.tokens()[i]);
            assertRows(subject, i + 1, subject.targets(slot, i, i + 1));
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void severalTokensAtOnceAreTheSameAsOneByOne(Path fixture) throws IOException {
        try (Subject subject = Subject.of(fixture)) {
            assertRows(subject, 0, subject.beginning(0, subject.golden.tokens().length));
            assertRows(subject, 0, subject.beginning(2, 5));
            assertRows(subject, 6, subject.targets(2, 5, 12));
            assertRows(subject, 13, subject.targets(2, 12, 16));
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void aRejectedDraftIsOverwritten(Path fixture) throws IOException {
        try (Subject subject = Subject.of(fixture)) {
            assertRows(subject, 0, subject.beginning(1, 3));
            subject.model
                    .forward(List.of(subject.segment(1, 3, 7, 8, 9, 10, 11)))
                    .close();
            assertRows(subject, 4, subject.targets(1, 3, 5));
            subject.model.forward(List.of(subject.segment(1, 5, 12, 13))).close();
            assertRows(subject, 3, subject.targets(1, 2, 16));
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void companyChangesNothingAndASlotIsUsedAgain(Path fixture) throws IOException {
        try (Subject subject = Subject.of(fixture)) {
            int[] other = new int[40];
            Arrays.setAll(other, i -> 3 + i);
            Segment stranger = new Segment(0, 0, other, other.length, new Conditioning(30));
            subject.model.forward(List.of(stranger)).close();
            Segment goesOn = new Segment(0, 40, new int[] {5, 6}, 1, new Conditioning(30));
            Segment short2 = new Segment(2, 0, new int[] {9, 1}, 1, new Conditioning(2));
            try (Logits logits = subject.model.forward(List.of(goesOn, subject.beginning(1, 4), short2))) {
                assertThat(logits.rows()).isEqualTo(1 + 5 + 1);
                assertRows(logits, 1, subject, 0, 5);
            }
            Segment again = new Segment(2, 2, new int[] {4, 4, 4}, 3, new Conditioning(2));
            try (Logits logits = subject.model.forward(List.of(again, subject.targets(1, 4, 16)))) {
                assertThat(logits.rows()).isEqualTo(12);
                assertRows(logits, 0, subject, 5, 12);
            }
            assertParity(subject, 0);
        }
    }

    @Test
    void aDividedPromptAndLogitsWithinOneAreRefused() throws IOException {
        try (Subject subject = Subject.of(FIXTURES.resolve("t5-f32-tied"))) {
            Conditioning four = new Conditioning(4);
            assertRefused(
                    subject, new Segment(0, 0, new int[3], 3, four), "tokens 0 to 3 (expected: all of the prompt of 4");
            assertRefused(subject, new Segment(0, 3, new int[3], 3, four), "tokens 3 to 6 (expected: all");
            assertRefused(subject, new Segment(0, 0, new int[4], 2, four), "logits from 2 (expected: from 3 on");
            assertRefused(subject, new Segment(0, 0, new int[4], 3), "expected: all of the prompt of 0");
        }
    }

    private static void assertRefused(Subject subject, Segment segment, String message) {
        assertThatThrownBy(() -> subject.model.forward(List.of(segment)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    @EnabledIfSystemProperty(
            named = "aligner.parity.t5",
            matches = ".+",
            disabledReason = "needs goldens of a full checkpoint: see src/test/python/t5_goldens.py")
    void aFullCheckpointAgreesWithTheReference() throws IOException {
        Path goldens = Path.of(System.getProperty("aligner.parity.goldens"));
        try (ModelFiles files = ModelFiles.open(Path.of(System.getProperty("aligner.parity.t5")));
                LanguageModel model = TorchModels.load(files, Precision.FLOAT32, DeviceUnderTest.DEVICE, 1, 1024, 2);
                Stream<Path> prompts = Files.list(goldens).sorted()) {
            for (Path prompt : prompts.toList()) {
                assertParity(new Subject(files, model, Golden.read(prompt)), 0);
            }
        }
    }

    /** All rows of a segment are the reference's, from {@code first} on. */
    private static void assertRows(Subject subject, int first, Segment segment) {
        try (Logits logits = subject.model.forward(List.of(segment))) {
            assertThat(logits.rows()).isEqualTo(segment.logitRows());
            assertRows(logits, 0, subject, first, logits.rows());
        }
    }

    private static void assertRows(Logits logits, int from, Subject subject, int first, int count) {
        for (int i = 0; i < count; i++) {
            float[] expected = subject.golden.row(first + i);
            float[] actual = new float[expected.length];
            logits.copyRow(from + i, actual);
            double worst = 0;
            for (int j = 0; j < expected.length; j++) {
                worst = Math.max(worst, Math.abs(actual[j] - expected[j]));
            }
            assertThat(worst).as("largest difference in row %d", first + i).isLessThanOrEqualTo(TOLERANCE);
            assertThat(argmax(actual)).isEqualTo(argmax(expected));
        }
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
