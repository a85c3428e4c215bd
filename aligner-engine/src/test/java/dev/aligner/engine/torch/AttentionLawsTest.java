package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.T5Config;
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
                assertSame(each, together, segments(random, filled, each.shape().vocabulary()));
            }
        }
    }

    @Provide
    Arbitrary<String> encoderDecoders() {
        return Arbitraries.of("t5-f32-tied", "t5-f32-untied", "t5-bf16-gated");
    }

    @Property(tries = 15)
    void soItIsWithAnEncoder(@ForAll @From("encoderDecoders") String name, @ForAll long seed) {
        Random random = new Random(seed);
        try (ModelFiles files = ModelFiles.open(Path.of("src/test/resources/encoder-decoders", name));
                TorchT5 each = encoderDecoder(files, Attention.EACH);
                TorchT5 together = encoderDecoder(files, Attention.TOGETHER)) {
            int[] prompts = new int[SLOTS];
            int[] filled = new int[SLOTS];
            for (int step = 0; step < STEPS; step++) {
                assertSame(
                        each,
                        together,
                        targets(random, prompts, filled, each.shape().vocabulary()));
            }
        }
    }

    private static void assertSame(LanguageModel each, LanguageModel together, List<Segment> segments) {
        try (Logits expected = each.forward(segments);
                Logits found = together.forward(segments)) {
            assertThat(found.rows()).isEqualTo(expected.rows());
            for (int row = 0; row < found.rows(); row++) {
                assertClose(found, expected, row, each.shape().vocabulary());
            }
        }
    }

    private static TorchDecoder decoder(ModelFiles files, Attention attention) {
        return new TorchDecoder(
                files, Precision.FLOAT32, ComputeDevice.CPU, SLOTS, CONTEXT, 1, MatrixShelf.BLOCK_ELEMENTS, attention);
    }

    private static TorchT5 encoderDecoder(ModelFiles files, Attention attention) {
        var config = (T5Config) files.config();
        return new TorchT5(files, config, Precision.FLOAT32, ComputeDevice.CPU, SLOTS, CONTEXT, 1, attention);
    }

    /** Some of the slots: what has no prompt or no room begins with a new one, the others go on, or back in their target. */
    private static List<Segment> targets(Random random, int[] prompts, int[] filled, int vocabulary) {
        List<Segment> segments = new ArrayList<>();
        for (int slot : someSlots(random)) {
            int count = List.of(1, 1, 2 + random.nextInt(6), 16, 17).get(random.nextInt(5));
            int start = filled[slot] > prompts[slot] && random.nextInt(6) == 0 ? prompts[slot] + 1 : filled[slot];
            boolean begins = prompts[slot] == 0 || start + count > CONTEXT || random.nextInt(8) == 0;
            if (begins) {
                prompts[slot] = 1 + random.nextInt(30);
                start = 0;
                count = prompts[slot] + random.nextInt(4);
            }
            int[] tokens = random.ints(count, 3, vocabulary).toArray();
            int from = begins ? prompts[slot] - 1 : 0;
            segments.add(new Segment(slot, start, tokens, from, new Conditioning(prompts[slot])));
            filled[slot] = start + count;
        }
        return segments;
    }

    private static List<Integer> someSlots(Random random) {
        List<Integer> slots = new ArrayList<>(IntStream.range(0, SLOTS).boxed().toList());
        Collections.shuffle(slots, random);
        return slots.subList(0, 1 + random.nextInt(SLOTS));
    }

    /** Some of the slots, in any order: single tokens, drafts and prompts. A slot goes back, or begins anew where it is full. */
    private static List<Segment> segments(Random random, int[] filled, int vocabulary) {
        List<Segment> segments = new ArrayList<>();
        for (int slot : someSlots(random)) {
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
