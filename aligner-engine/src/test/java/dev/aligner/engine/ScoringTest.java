package dev.aligner.engine;

import static dev.aligner.engine.EngineUnderTest.CONTEXT;
import static dev.aligner.engine.EngineUnderTest.NEVER;
import static dev.aligner.engine.EngineUnderTest.VOCABULARY;
import static dev.aligner.engine.EngineUnderTest.limits;
import static dev.aligner.engine.EngineUnderTest.longRequest;
import static dev.aligner.engine.EngineUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.decode.LogProbability;
import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.ScriptedModel;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.torch.TorchModels;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A score is the sum of what step-wise decoding would have given each token, whoever else is in the engine. */
class ScoringTest {
    private static final Path DECODER = Path.of("src/test/resources/models/llama-f32-tied");
    private static final Path ENCODER_DECODER = Path.of("src/test/resources/encoder-decoders/t5-bf16-gated");

    @Property(tries = 100)
    void aScoreIsTheSumOverStepsAloneAndInAnyBatchAndChunking(
            @ForAll @IntRange(min = 1, max = 4) int slots,
            @ForAll @IntRange(min = 1, max = 12) int budgetOverSlots,
            @ForAll @IntRange(min = 1, max = 10) int chunk,
            @ForAll @IntRange(min = 1, max = 8) int requests,
            @ForAll long seed) {
        EngineLimits limits = new EngineLimits(20, slots + budgetOverSlots, chunk, 3, Duration.ofSeconds(20));
        SplittableRandom random = new SplittableRandom(seed);
        List<ScoreRequest> submitted = new ArrayList<>();
        List<RecordedScore> recorded = new ArrayList<>();
        List<RecordedGeneration> company = new ArrayList<>();
        try (EngineUnderTest test = new EngineUnderTest(slots, limits, segments -> {})) {
            for (int i = 0; i < requests; i++) {
                ScoreRequest request = anyRequest(random, VOCABULARY, CONTEXT);
                RecordedScore listener = new RecordedScore();
                company.add(test.submit(request(1 + random.nextInt(20), 8)));
                test.engine().score(request, listener);
                submitted.add(request);
                recorded.add(listener);
            }
            for (int i = 0; i < requests; i++) {
                assertThat(recorded.get(i).score().logProbability())
                        .isCloseTo(expected(submitted.get(i)), within(1e-9));
            }
            company.forEach(RecordedGeneration::generation);
            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        }
    }

    private static ScoreRequest anyRequest(SplittableRandom random, int vocabulary, int context) {
        int[] prompt =
                random.ints(1 + random.nextInt(context / 2), 0, vocabulary).toArray();
        int[] continuation = random.ints(1 + random.nextInt(context - prompt.length), 0, vocabulary)
                .toArray();
        return new ScoreRequest(prompt, continuation, random.nextInt(continuation.length), NEVER, Variant.LOADED);
    }

    private static double expected(ScoreRequest request) {
        int[] all = Arrays.copyOf(request.prompt(), request.prompt().length + request.continuation().length);
        System.arraycopy(request.continuation(), 0, all, request.prompt().length, request.continuation().length);
        double sum = 0;
        for (int at = request.prompt().length + request.given(); at < all.length; at++) {
            sum += LogProbability.of(ScriptedModel.scores(all, at, VOCABULARY), all[at]);
        }
        return sum;
    }

    @Property(tries = 50)
    void whatAGenerationTellsOfItsTokensIsWhatScoringThemFinds(
            @ForAll @IntRange(min = 1, max = 20) int prompt, @ForAll @IntRange(min = 1, max = 12) int tokens) {
        try (EngineUnderTest test = new EngineUnderTest(2, limits(8), segments -> {})) {
            GenerationRequest request = request(prompt, tokens);
            Generation generation = test.submit(request).generation();
            int[] written = generation.endToken() < 0
                    ? generation.tokens()
                    : IntStream.concat(Arrays.stream(generation.tokens()), IntStream.of(generation.endToken()))
                            .toArray();
            RecordedScore listener = new RecordedScore();

            test.engine().score(new ScoreRequest(request.prompt(), written, 0, NEVER, Variant.LOADED), listener);

            assertThat(generation.logProbabilities()).hasSameSizeAs(written);
            assertThat(generation.logProbabilities())
                    .containsExactly(listener.score().tokens(), within(1e-9));
        }
    }

    @Property(tries = 12)
    void onTheRealForwardPassToo(
            @ForAll @IntRange(min = 1, max = 64) int chunk, @ForAll boolean readsWhole, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (ModelFiles files = ModelFiles.open(readsWhole ? ENCODER_DECODER : DECODER)) {
            EngineLimits limits = new EngineLimits(16, 3 + chunk, chunk, 1, Duration.ofSeconds(20));
            List<ScoreRequest> submitted = new ArrayList<>();
            List<RecordedScore> together = new ArrayList<>();
            try (Engine engine = Engine.start(
                    () -> TorchModels.load(files, Precision.FLOAT32, 3, 64, 1),
                    EngineUnderTest.TOKENS,
                    Set.of(),
                    limits)) {
                engine.ready().orTimeout(60, TimeUnit.SECONDS).join();
                for (int i = 0; i < 6; i++) {
                    submitted.add(anyRequest(random, files.config().vocabulary(), 64));
                    together.add(new RecordedScore());
                    engine.score(submitted.get(i), together.get(i));
                }
                together.forEach(RecordedScore::score);
            }
            try (LanguageModel model = TorchModels.load(files, Precision.FLOAT32, 1, 64, 1)) {
                for (int i = 0; i < 6; i++) {
                    assertThat(together.get(i).score().logProbability())
                            .isCloseTo(stepwise(model, submitted.get(i)), within(1e-3));
                }
            }
        }
    }

    private static double stepwise(LanguageModel model, ScoreRequest request) {
        float[] scores = new float[model.shape().vocabulary()];
        Conditioning conditioning = new Conditioning(request.prompt().length);
        int[] next = request.prompt();
        int position = 0;
        double sum = 0;
        for (int i = 0; i < request.continuation().length; i++) {
            Segment segment = new Segment(0, position, next, next.length - 1, conditioning);
            try (Logits logits = model.forward(List.of(segment))) {
                logits.copyRow(0, scores);
            }
            int token = request.continuation()[i];
            sum += i < request.given() ? 0 : LogProbability.of(scores, token);
            position += next.length;
            next = new int[] {token};
        }
        return sum;
    }

    @Test
    void probabilitiesOfAllTokensSumToOneAndWhatIsNoNumberFails() {
        float[] scores = {1, -2, 800, 799, Float.NEGATIVE_INFINITY};
        double sum = 0;
        for (int token = 0; token < 4; token++) {
            sum += Math.exp(LogProbability.of(scores, token));
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
        assertThatThrownBy(() -> LogProbability.of(scores, 4)).hasMessageContaining("-Infinity at token 4");
        assertThatThrownBy(() -> LogProbability.of(new float[] {0, Float.NaN}, 0))
                .hasMessageContaining("NaN at token 1");
    }

    @Test
    void whatDoesNotFitOrIsNotKnownIsRefusedAndItsPlaceIsFree() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(0), segments -> {})) {
            RecordedScore unheard = new RecordedScore();
            assertThatThrownBy(() ->
                            test.engine().score(new ScoreRequest(new int[40], new int[CONTEXT - 39], NEVER), unheard))
                    .isInstanceOfSatisfying(
                            AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
            assertThatThrownBy(() -> test.engine()
                            .score(new ScoreRequest(new int[] {1}, new int[] {1, VOCABULARY}, NEVER), unheard))
                    .isInstanceOfSatisfying(
                            AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FAILED))
                    .hasMessageContaining("continuation: token " + VOCABULARY);

            RecordedScore fits = new RecordedScore();
            test.engine().score(new ScoreRequest(new int[40], new int[CONTEXT - 40], NEVER), fits);
            assertThat(fits.score().logProbability()).isNegative();
        }
    }

    @Test
    void aScoringIsCancelledExpiresAndFailsAsAGenerationDoes() {
        StepGate gate = new StepGate();
        try (EngineUnderTest test = new EngineUnderTest(1, limits(3), segments -> {
            gate.accept(segments);
            if (segments.get(0).tokens()[0] == 13) {
                throw new IllegalStateException("scripted");
            }
        })) {
            test.submit(request(9, 1));
            gate.awaitStep();
            RecordedScore cancelled = new RecordedScore();
            RecordedScore late = new RecordedScore();
            RecordedScore broken = new RecordedScore();
            test.engine()
                    .score(new ScoreRequest(new int[] {1}, new int[] {2}, NEVER), cancelled)
                    .cancel();
            test.engine().score(new ScoreRequest(new int[] {1}, new int[] {2}, 5), late);
            test.engine().score(new ScoreRequest(new int[] {13}, new int[] {2}, NEVER), broken);
            test.moveClock(Duration.ofNanos(5));
            gate.open();

            assertFails(cancelled, ErrorCode.CANCELLED);
            assertFails(late, ErrorCode.DEADLINE);
            assertFails(broken, ErrorCode.MODEL_FAILED);
            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        }
    }

    private static void assertFails(RecordedScore listener, ErrorCode code) {
        assertThatThrownBy(listener::score)
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void twoFollowAGenerationAheadOfTheQueueInOneStepThoughTheQueueIsFullAndTheEngineDrains() {
        List<List<Segment>> steps = new ArrayList<>();
        StepGate gate = new StepGate();
        try (EngineUnderTest test = new EngineUnderTest(2, limits(1), segments -> {
            steps.add(segments);
            gate.accept(segments);
        })) {
            RecordedScore one = new RecordedScore();
            RecordedScore two = new RecordedScore();
            CompletableFuture<Void> followed = new CompletableFuture<>();
            test.engine().submit(request(9, 1), new RecordedGeneration() {
                @Override
                public void finished(Generation generation) {
                    test.engine().follow(new ScoreRequest(new int[] {17}, new int[] {2, 3}, NEVER), one);
                    test.engine().follow(new ScoreRequest(new int[] {18}, new int[] {4}, NEVER), two);
                    followed.complete(null);
                }
            });
            gate.awaitStep();
            test.submit(longRequest(2));
            RecordedGeneration waits = test.submit(request(5, 1));
            gate.allow(1);
            followed.orTimeout(20, TimeUnit.SECONDS).join();
            boolean drained = test.engine().drain(Duration.ZERO);
            gate.open();

            assertThat(drained).isFalse();
            assertThat(one.score().logProbability()).isNegative();
            assertThat(two.score().logProbability()).isNegative();
            assertThat(waits.generation().text()).isNotNull();
            assertThat(steps.get(1)).anyMatch(segment -> segment.tokens()[0] == 17);
        }
    }
}
