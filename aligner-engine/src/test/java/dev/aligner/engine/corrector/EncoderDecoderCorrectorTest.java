package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Question;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.CorrectionPolicy.DegenerateOutput;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.core.policy.CorrectionPolicy.Streaming;
import dev.aligner.core.template.PromptInput;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.Score;
import dev.aligner.engine.ScoreListener;
import dev.aligner.engine.corrector.CorrectorOptions.Instructions;
import dev.aligner.engine.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tiny random T5 as a corrector: the same scheduler, streams and policies as for a decoder-only model. */
class EncoderDecoderCorrectorTest {
    private static final Path FIXTURE = Path.of("src/test/resources/encoder-decoders/t5-f32-tied");
    private static final int END = 1;
    private static final String ANSWER = "The answer to the question\n\nis  here and there.\n";

    @TempDir
    private Path folder;

    private static CorrectorOptions options(Path path, Precision precision, CorrectionPolicy policy) {
        return new CorrectorOptions(
                path,
                null,
                precision,
                1,
                3,
                256,
                new EngineLimits(64, 16, 8, 3, Duration.ofSeconds(20)),
                policy,
                new Instructions(false, 100, Map.of()));
    }

    private static CorrectionPolicy policy(LongAnswer longAnswer, Streaming streaming) {
        return new CorrectionPolicy(
                longAnswer, DegenerateOutput.BYPASS, streaming, 1.5, 16, CorrectionPolicy.DEFAULT.restraint());
    }

    private static CorrectionRequest request(String answer, Sampling sampling) {
        return new CorrectionRequest(Question.of("Is it?"), answer, null, 1.0, sampling, Duration.ofSeconds(60));
    }

    private static HeardCorrection correct(ModelCorrector corrector, String answer, Sampling sampling) {
        HeardCorrection heard = new HeardCorrection();
        corrector.correct(request(answer, sampling), heard);
        return heard;
    }

    private Path copied(String settings) throws IOException {
        Path model = Files.createDirectories(folder.resolve("copy"));
        try (var files = Files.list(FIXTURE)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        Files.writeString(model.resolve("aligner.json"), settings);
        return model;
    }

    @ParameterizedTest
    @EnumSource(names = "FLOAT16", mode = EnumSource.Mode.EXCLUDE)
    void everyOutcomeIsRepeatableAloneAndTogetherAndStreamsWhatItIs(Precision precision) {
        CorrectionPolicy policy = policy(LongAnswer.BYPASS, Streaming.DECIDED);
        try (ModelCorrector corrector = ModelCorrector.load(options(FIXTURE, precision, policy))) {
            Correction alone = correct(corrector, ANSWER, Sampling.GREEDY).correction();
            List<HeardCorrection> together = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                together.add(correct(corrector, ANSWER, Sampling.GREEDY));
            }
            for (HeardCorrection heard : together) {
                assertThat(heard.correction().text())
                        .isEqualTo(heard.streamed())
                        .isEqualTo(alone.text());
                assertThat(heard.correction().usage().completionTokens())
                        .isEqualTo(alone.usage().completionTokens());
            }
            assertThat(alone.usage().promptTokens()).isGreaterThan(20);
            assertThat(alone.usage().completionTokens()).isPositive();
            assertThat(corrector.card().family()).isEqualTo("t5");
            assertThat(corrector.card().template()).isEqualTo("t1");
            assertThat(corrector.load().running()).isZero();
        }
    }

    @Test
    void whatIsReadAsAWholeIsNotReadAhead() {
        CorrectionPolicy policy = policy(LongAnswer.BYPASS, Streaming.DECIDED);
        try (ModelCorrector corrector = ModelCorrector.load(options(FIXTURE, Precision.FLOAT32, policy))) {
            corrector.readAhead(request(ANSWER, Sampling.GREEDY));

            assertThat(corrector.load().running() + corrector.load().waiting()).isZero();
        }
    }

    @Test
    void aLongAnswerIsCorrectedInWindows() throws IOException {
        Path model = copied("{\"template\": \"t3\", \"id\": \"tiny\"}");
        CorrectionPolicy policy = policy(LongAnswer.WINDOWS, Streaming.DECIDED);
        try (ModelCorrector corrector = ModelCorrector.load(options(model, Precision.FLOAT32, policy))) {
            HeardCorrection heard = correct(corrector, ANSWER.repeat(12), Sampling.GREEDY);

            assertThat(heard.correction().reason()).isNotEqualTo(Reason.TOO_LARGE);
            assertThat(heard.correction().usage().promptTokens()).isGreaterThan(256);
            assertThat(heard.correction().text()).isEqualTo(heard.streamed());
            assertThat(heard.correction().model()).isEqualTo("tiny");
        }
    }

    @Test
    void aChangeIsWeighedAsTheWholeTextsAreScored() throws IOException {
        Path model = copied("{\"margin\": {\"plain\": 1e9}}");
        CorrectionPolicy policy = policy(LongAnswer.BYPASS, Streaming.DECIDED);
        Sampling noise;
        Correction made;
        try (ModelCorrector corrector = ModelCorrector.loadUngated(options(model, Precision.FLOAT32, policy))) {
            long seed = 0;
            do {
                noise = new Sampling(1, 0, 1, 1, 0, seed++, null, List.of("a", "e", "i", "o", " "));
                made = correct(corrector, ANSWER, noise).correction();
            } while (made.action() != Action.CORRECTED && seed < 200);
            assertThat(made.action()).isEqualTo(Action.CORRECTED);
            assertThat(made.margin()).isCloseTo(score(corrector, made.text()) - score(corrector, ANSWER), within(1e-3));
        }
        try (ModelCorrector corrector = ModelCorrector.load(options(model, Precision.FLOAT32, policy))) {
            HeardCorrection heard = correct(corrector, ANSWER, noise);

            assertThat(heard.correction().reason()).isEqualTo(Reason.BELOW_MARGIN);
            assertThat(heard.correction().margin()).isEqualTo(made.margin());
            assertThat(heard.streamed()).isEqualTo(ANSWER);
        }
    }

    private static double score(ModelCorrector corrector, String text) {
        CompletableFuture<Double> scored = new CompletableFuture<>();
        CorrectorTokens tokens = corrector.tokens();
        corrector.score(
                tokens.prompt(new PromptInput(Question.of("Is it?"), ANSWER, null)),
                tokens.target(text),
                Duration.ofSeconds(60),
                new ScoreListener() {
                    @Override
                    public void scored(Score score) {
                        scored.complete(score.logProbability());
                    }

                    @Override
                    public void failed(AlignerException error) {
                        scored.completeExceptionally(error);
                    }
                });
        return scored.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void aPromptEndsWithTheEndTokenWhoeverPutsItThere() throws IOException {
        PromptInput input = new PromptInput(Question.of("Is it?"), "It is.</s></s>", null);
        int[] prompt;
        try (CorrectorTokens tokens = CorrectorTokens.open(FIXTURE)) {
            prompt = tokens.prompt(input);
            assertThat(prompt).containsOnlyOnce(END).endsWith(END);
            assertThat(tokens.target("</s>")).containsOnlyOnce(END).hasSizeGreaterThan(2);
            assertThat(tokens.text(prompt)).endsWith("It is.</s></s> ASSISTANT:");
        }
        Path model = copied("{}");
        Path file = model.resolve("tokenizer.json");
        String json = Files.readString(file);
        String without =
                json.replaceFirst("\"post_processor\":\\{.*?},\"decoder\"", "\"post_processor\":null,\"decoder\"");
        assertThat(without).isNotEqualTo(json);
        Files.writeString(file, without);
        try (CorrectorTokens tokens = CorrectorTokens.open(model)) {
            assertThat(tokens.prompt(input)).isEqualTo(prompt);
        }
    }

    @Test
    void aWindowKnowsWhatItsTokenizerCannotWrite() {
        try (CorrectorTokens tokens = CorrectorTokens.open(FIXTURE)) {
            assertThat(tokens.written(" so\n\n\ufb01ne \u4f60\u2026\n")).isEqualTo(" so fine ...\n");
            WindowPlanner planner = new WindowPlanner(
                    tokens, policy(LongAnswer.BYPASS, Streaming.DECIDED), tokens.contextTokens(), true);
            Window window = planner.plan(request(ANSWER, Sampling.GREEDY), null).get(0);

            assertThat(window.text()).isEqualTo(ANSWER);
            assertThat(tokens.text(window.draft())).isEqualTo("The answer to the question is here and there.");
            assertThat(window.restoration().isNone()).isFalse();
            assertThat(window.restoration().restored("The answer to the question is here and there.\n"))
                    .isEqualTo(ANSWER);
            assertThat(window.restoration().restored("An answer to the question is here, not there.\n"))
                    .isEqualTo("An answer to the question\n\nis  here, not there.\n");
            Window plain =
                    planner.plan(request("It is.\n", Sampling.GREEDY), null).get(0);
            assertThat(plain.restoration().isNone()).isTrue();
        }
    }
}
