package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However a sequence is cut into chunks, and whoever shares its steps, windows slide over the same positions. */
class WindowLawsTest {
    private static final int CONTEXT = 64;
    private static final double TOLERANCE = 1e-4;

    @Provide
    Arbitrary<String> windowed() {
        return Arbitraries.of("mistral", "qwen2", "gemma2", "gemma3", "phi3", "gguf-gemma3", "llama-rope-dynamic");
    }

    @Property(tries = 40)
    void anyCutGivesTheReferencesLogits(@ForAll @From("windowed") String name, @ForAll long seed) throws IOException {
        Path fixture = Path.of("src/test/resources/models", name);
        Golden golden = Golden.read(fixture);
        int[] tokens = IntStream.concat(Arrays.stream(golden.prompt()), Arrays.stream(golden.tokens()))
                .toArray();
        SplittableRandom random = new SplittableRandom(seed);
        try (ModelFiles files = ModelFiles.open(fixture);
                LanguageModel model = TorchModels.load(files, Precision.FLOAT32, 2, CONTEXT, 1)) {
            int at = 0;
            int neighbour = 0;
            while (at < tokens.length) {
                int count = random.nextInt(1, Math.min(12, tokens.length - at) + 1);
                List<Segment> segments = new ArrayList<>();
                int company = random.nextInt(Math.min(6, CONTEXT - neighbour));
                if (company > 0) {
                    segments.add(new Segment(
                            1, neighbour, random.ints(company, 3, 300).toArray(), company));
                    neighbour += company;
                }
                segments.add(new Segment(0, at, Arrays.copyOfRange(tokens, at, at + count), 0));
                try (Logits logits = model.forward(segments)) {
                    for (int i = 0; i < count; i++) {
                        assertClose(logits, i, golden.row(at + i));
                    }
                }
                at += count;
            }
        }
    }

    private static void assertClose(Logits logits, int row, float[] expected) {
        float[] actual = new float[expected.length];
        logits.copyRow(row, actual);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isLessThanOrEqualTo((float) TOLERANCE);
        }
    }
}
