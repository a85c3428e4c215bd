package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.LoraAdapter;
import dev.aligner.engine.weights.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The smaller precisions compute nearly what float32 does, chunk by chunk and token by token. */
class PrecisionTest {
    static Stream<Path> fixtures() throws IOException {
        return ParityTest.fixtures();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void theyStayCloseToFloat32(Path fixture) throws IOException {
        List<Segment> segments = chunksAndSteps(Golden.read(fixture));
        List<float[]> expected = logits(fixture, segments, Precision.FLOAT32);
        assertThat(similarities(expected, logits(fixture, segments, Precision.BFLOAT16)))
                .as("bfloat16")
                .allMatch(similarity -> similarity > 0.995);
        assertThat(similarities(expected, logits(fixture, segments, Precision.FLOAT16)))
                .as("float16")
                .allMatch(similarity -> similarity > 0.9999);
        // measured: 0.978 in the worst row of the Llama fixtures, 0.998 on average in the worst of them
        List<Double> int8 = similarities(expected, logits(fixture, segments, Precision.INT8));
        assertThat(int8).as("int8").allMatch(similarity -> similarity > 0.96);
        double mean = int8.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        assertThat(mean).as("int8 on average").isGreaterThan(0.997);
    }

    static Stream<Path> encoderDecoders() throws IOException {
        return T5ParityTest.fixtures();
    }

    @ParameterizedTest
    @MethodSource("encoderDecoders")
    void soTheyDoWithAnEncoder(Path fixture) throws IOException {
        List<Segment> segments = promptAndSteps(Golden.read(fixture));
        List<float[]> expected = logits(fixture, segments, Precision.FLOAT32);
        assertThat(similarities(expected, logits(fixture, segments, Precision.BFLOAT16)))
                .as("bfloat16")
                .allMatch(similarity -> similarity > 0.99);
        assertThatThrownBy(() -> logits(fixture, segments, Precision.FLOAT16))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("precision: float16 of a t5");
        assertThat(similarities(expected, logits(fixture, segments, Precision.INT8)))
                .as("int8")
                .allMatch(similarity -> similarity > 0.96);
    }

    static Stream<Path> adapters() throws IOException {
        return ParityTest.adapters();
    }

    /** Its matrices are kept in a precision of their own and are added to products that were rounded already. */
    @ParameterizedTest
    @MethodSource("adapters")
    void anAdapterBesideItsModelStaysCloseToTheMergedOne(Path folder) throws IOException {
        Path base = ParityTest.base(folder);
        Golden golden = Golden.read(folder);
        List<float[]> expected;
        try (ModelFiles files = ModelFiles.open(base, folder)) {
            expected = logits(files, chunksAndSteps(golden), Precision.FLOAT32);
        }
        for (Precision precision : List.of(Precision.BFLOAT16, Precision.FLOAT16, Precision.INT8)) {
            double least = precision == Precision.INT8 ? 0.96 : 0.995;
            List<float[]> beside = beside(base, folder, golden, precision);
            assertThat(similarities(expected, beside))
                    .as("%s beside the model, and merged in float32", precision)
                    .allMatch(similarity -> similarity > least);
            try (ModelFiles files = ModelFiles.open(base, folder)) {
                assertThat(similarities(logits(files, chunksAndSteps(golden), precision), beside))
                        .as("%s, beside the model and merged", precision)
                        .allMatch(similarity -> similarity > least);
            }
        }
    }

    private static List<float[]> beside(Path base, Path folder, Golden golden, Precision precision) {
        try (ModelFiles files = ModelFiles.open(base);
                LoraAdapter adapter = LoraAdapter.open(folder, files.decoder());
                TorchDecoder model = new TorchDecoder(files, precision, 2, 64, 1)) {
            int attached = model.attach(List.of(new AdapterTerm(adapter, 1)));
            return chunksAndSteps(golden, new Conditioning(golden.prompt().length / 2, attached)).stream()
                    .flatMap(segment -> rows(model, segment))
                    .toList();
        }
    }

    private static List<Segment> chunksAndSteps(Golden golden) {
        // the first chunk is read, what follows is written
        return chunksAndSteps(golden, new Conditioning(golden.prompt().length / 2));
    }

    /** A prompt in two chunks, then cached steps. */
    private static List<Segment> chunksAndSteps(Golden golden, Conditioning conditioning) {
        int[] prompt = golden.prompt();
        int half = prompt.length / 2;
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment(1, 0, IntStream.of(prompt).limit(half).toArray(), 0, conditioning));
        segments.add(new Segment(1, half, IntStream.of(prompt).skip(half).toArray(), 0, conditioning));
        for (int i = 0; i < golden.tokens().length; i++) {
            segments.add(new Segment(1, prompt.length + i, new int[] {golden.tokens()[i]}, 0, conditioning));
        }
        return segments;
    }

    /** A prompt as a whole, then cached steps. */
    private static List<Segment> promptAndSteps(Golden golden) {
        int length = golden.prompt().length;
        Conditioning conditioning = new Conditioning(length);
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment(1, 0, golden.prompt(), length - 1, conditioning));
        for (int i = 0; i < golden.tokens().length; i++) {
            segments.add(new Segment(1, length + i, new int[] {golden.tokens()[i]}, 0, conditioning));
        }
        return segments;
    }

    /** Rows {@code [vocabulary]} of one segment after the other. */
    private static List<float[]> logits(Path fixture, List<Segment> segments, Precision precision) {
        try (ModelFiles files = ModelFiles.open(fixture)) {
            return logits(files, segments, precision);
        }
    }

    private static List<float[]> logits(ModelFiles files, List<Segment> segments, Precision precision) {
        try (LanguageModel model = TorchModels.load(files, precision, 2, 64, 1)) {
            return segments.stream().flatMap(segment -> rows(model, segment)).toList();
        }
    }

    private static Stream<float[]> rows(LanguageModel model, Segment segment) {
        try (Logits logits = model.forward(List.of(segment))) {
            return IntStream.range(0, logits.rows())
                    .mapToObj(row -> {
                        float[] scores = new float[model.shape().vocabulary()];
                        logits.copyRow(row, scores);
                        return scores;
                    })
                    .toList()
                    .stream();
        }
    }

    private static List<Double> similarities(List<float[]> expected, List<float[]> actual) {
        assertThat(actual).hasSameSizeAs(expected);
        return IntStream.range(0, expected.size())
                .mapToObj(i -> correlation(expected.get(i), actual.get(i)))
                .toList();
    }

    /** The cosine of what differs from the mean, to which a softmax is blind. */
    private static double correlation(float[] a, float[] b) {
        double meanA = mean(a);
        double meanB = mean(b);
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (a[i] - meanA) * (b[i] - meanB);
            squaresA += (a[i] - meanA) * (a[i] - meanA);
            squaresB += (b[i] - meanB) * (b[i] - meanB);
        }
        return product / Math.sqrt(squaresA * squaresB);
    }

    private static double mean(float[] scores) {
        return IntStream.range(0, scores.length)
                .mapToDouble(i -> scores[i])
                .average()
                .orElseThrow();
    }
}
