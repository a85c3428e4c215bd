package dev.aligner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Sampling;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.torch.TorchModels;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** The law of the batch on the real forward pass: attention, cache and chunks, not their stand-in. */
class TorchEngineLawsTest {
    private static final int CONTEXT = 96;
    private static final ModelFiles DECODER = ModelFiles.open(Path.of("src/test/resources/models/llama-f32-tied"));
    private static final ModelFiles ENCODER_DECODER =
            ModelFiles.open(Path.of("src/test/resources/encoder-decoders/t5-f32-tied"));

    private static TokenBytes tokenBytes(ModelFiles files) {
        try (Tokenizer tokenizer = Tokenizers.load(files.tokenizer())) {
            return tokenizer.tokenBytes();
        }
    }

    private static Engine engine(ModelFiles files, int slots, int chunk) {
        EngineLimits limits = new EngineLimits(64, slots + chunk, chunk, 1, Duration.ofSeconds(20));
        Engine engine = Engine.start(
                () -> TorchModels.load(files, Precision.FLOAT32, slots, CONTEXT, 1),
                tokenBytes(files),
                Set.copyOf(files.config().endTokens()),
                limits);
        engine.ready().orTimeout(60, TimeUnit.SECONDS).join();
        return engine;
    }

    @AfterContainer
    static void close() {
        DECODER.close();
        ENCODER_DECODER.close();
    }

    @Property(tries = 30)
    void greedyOutputIsTheSameAloneAndInAnyCompany(
            @ForAll @IntRange(min = 1, max = 4) int slots,
            @ForAll @IntRange(min = 1, max = 64) int chunk,
            @ForAll @IntRange(min = 2, max = 12) int requests,
            @ForAll boolean readsWhole,
            @ForAll long seed) {
        ModelFiles files = readsWhole ? ENCODER_DECODER : DECODER;
        SplittableRandom random = new SplittableRandom(seed);
        List<GenerationRequest> submitted = Stream.generate(
                        () -> anyRequest(files.config().vocabulary(), random))
                .limit(requests)
                .toList();
        List<Arrival> together = new ArrayList<>();
        try (Engine engine = engine(files, slots, chunk)) {
            Arrivals arrivals = new Arrivals(engine, random);
            for (GenerationRequest request : submitted) {
                Arrival arrival = new Arrival(arrivals, request);
                arrivals.waiting.add(arrival);
                together.add(arrival);
            }
            arrivals.next();
            together.forEach(RecordedGeneration::awaitEnd);
        }
        try (Engine engine = engine(files, 1, CONTEXT)) {
            for (int i = 0; i < requests; i++) {
                RecordedGeneration alone = new RecordedGeneration();
                engine.submit(submitted.get(i), alone);
                Generation expected = alone.generation();
                assertThat(together.get(i).generation().tokens()).isEqualTo(expected.tokens());
                assertThat(together.get(i).generation().finishReason()).isEqualTo(expected.finishReason());
            }
        }
    }

    @Property(tries = 25)
    void greedyOutputIsTheSameWithoutADraftAndWithAny(@ForAll boolean readsWhole, @ForAll long seed) {
        ModelFiles files = readsWhole ? ENCODER_DECODER : DECODER;
        int vocabulary = files.config().vocabulary();
        SplittableRandom random = new SplittableRandom(seed);
        GenerationRequest request = anyRequest(vocabulary, random);
        try (Engine engine = engine(files, 2, 1 + random.nextInt(64))) {
            RecordedGeneration alone = new RecordedGeneration();
            engine.submit(request, alone);
            int[] plain = alone.generation().tokens();
            List<RecordedGeneration> drafted = new ArrayList<>();
            for (int[] draft : List.of(
                    plain, request.prompt(), edited(plain, vocabulary, random), edited(plain, vocabulary, random))) {
                RecordedGeneration listener = new RecordedGeneration();
                engine.submit(
                        new GenerationRequest(
                                request.prompt(),
                                draft,
                                Sampling.GREEDY,
                                request.maxNewTokens(),
                                request.stop(),
                                request.deadlineNanos(),
                                Variant.LOADED),
                        listener);
                drafted.add(listener);
            }
            assertThat(drafted)
                    .allSatisfy(listener ->
                            assertThat(listener.generation().tokens()).isEqualTo(plain));
        }
    }

    /** A token taken out, put in or replaced every now and then. */
    private static int[] edited(int[] tokens, int vocabulary, SplittableRandom random) {
        return IntStream.of(tokens)
                .flatMap(token -> switch (random.nextInt(8)) {
                    case 0 -> IntStream.empty();
                    case 1 -> IntStream.of(token, random.nextInt(vocabulary));
                    case 2 -> IntStream.of(random.nextInt(vocabulary));
                    default -> IntStream.of(token);
                })
                .toArray();
    }

    private static GenerationRequest anyRequest(int vocabulary, SplittableRandom random) {
        int[] prompt =
                random.ints(1 + random.nextInt(CONTEXT - 20), 0, vocabulary).toArray();
        return new GenerationRequest(prompt, Sampling.GREEDY, 1 + random.nextInt(20), List.of(), Long.MAX_VALUE);
    }

    /** Who comes next, in the middle of what runs. Used by the first caller, then by the engine's thread alone. */
    private record Arrivals(Engine engine, SplittableRandom random, Queue<Arrival> waiting) {
        Arrivals(Engine engine, SplittableRandom random) {
            this(engine, random, new ArrayDeque<>());
        }

        void next() {
            Arrival arrival = waiting.poll();
            if (arrival != null) {
                engine.submit(arrival.request, arrival);
            }
        }

        void perhapsNext() {
            if (random.nextInt(3) == 0) {
                next();
            }
        }
    }

    private static final class Arrival extends RecordedGeneration {
        private final Arrivals arrivals;
        private final GenerationRequest request;

        Arrival(Arrivals arrivals, GenerationRequest request) {
            this.arrivals = arrivals;
            this.request = request;
        }

        @Override
        public void text(String delta) {
            arrivals.perhapsNext();
        }

        @Override
        public void finished(Generation finished) {
            arrivals.next();
            super.finished(finished);
        }

        @Override
        public void failed(AlignerException failure) {
            arrivals.next();
            super.failed(failure);
        }
    }
}
