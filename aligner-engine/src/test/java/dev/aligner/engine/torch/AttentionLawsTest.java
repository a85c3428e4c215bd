package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Segments that are attended for together get what each gets alone, whoever shares the batch, and whatever was left behind
 * in their slots. It is the program for a GPU, computed on a processor.
 */
class AttentionLawsTest {
    private static final int CONTEXT = 64;
    private static final int SLOTS = 5;
    private static final int STEPS = 12;
    private static final float TOLERANCE = 1e-4f;

    @Provide
    Arbitrary<String> families() {
        return Arbitraries.of(
                "llama-f32-tied",
                "mistral",
                "qwen2",
                "qwen3",
                "gemma",
                "gemma2",
                "gemma3",
                "phi3",
                "llama-rope-llama3");
    }

    @Property(tries = 25)
    void togetherIsEach(@ForAll @From("families") String name, @ForAll long seed) {
        Random random = new Random(seed);
        try (ModelFiles files = ModelFiles.open(Path.of("src/test/resources/models", name));
                TorchDecoder each = decoder(files, Attention.EACH);
                TorchDecoder together = decoder(files, Attention.TOGETHER)) {
            int[] filled = new int[SLOTS];
            for (int step = 0; step < STEPS; step++) {
                List<Segment> segments = segments(random, filled, each.shape().vocabulary());
                try (Logits expected = each.forward(segments);
                        Logits found = together.forward(segments)) {
                    assertThat(found.rows()).isEqualTo(expected.rows());
                    for (int row = 0; row < found.rows(); row++) {
                        assertClose(found, expected, row, each.shape().vocabulary());
                    }
                }
            }
        }
    }

    private static TorchDecoder decoder(ModelFiles files, Attention attention) {
        return new TorchDecoder(
                files, Precision.FLOAT32, ComputeDevice.CPU, SLOTS, CONTEXT, 1, MatrixShelf.BLOCK_ELEMENTS, attention);
    }

    /** Some of the slots, in any order: single tokens, drafts and prompts. A slot goes back, or begins anew where it is full. */
    private static List<Segment> segments(Random random, int[] filled, int vocabulary) {
        List<Integer> slots = new ArrayList<>(IntStream.range(0, SLOTS).boxed().toList());
        Collections.shuffle(slots, random);
        List<Segment> segments = new ArrayList<>();
        for (int slot : slots.subList(0, 1 + random.nextInt(SLOTS))) {
            int count = List.of(1, 1, 2 + random.nextInt(6), 16, 17, 30).get(random.nextInt(6));
            int start = random.nextInt(6) == 0 ? random.nextInt(filled[slot] + 1) : filled[slot];
            start = start + count > CONTEXT ? 0 : start;
            int[] tokens = random.ints(count, 3, vocabulary).toArray();
            segments.add(new Segment(slot, start, tokens, 0));
            filled[slot] = start + count;
        }
        return segments;
    }

    private static void assertClose(Logits found, Logits expected, int row, int vocabulary) {
        float[] actual = new float[vocabulary];
        float[] wanted = new float[vocabulary];
        found.copyRow(row, actual);
        expected.copyRow(row, wanted);
        for (int i = 0; i < vocabulary; i++) {
            assertThat(Math.abs(actual[i] - wanted[i])).isLessThanOrEqualTo(TOLERANCE);
        }
    }
}
