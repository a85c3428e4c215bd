package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionSession;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.CorrectionPolicy.DegenerateOutput;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.core.policy.CorrectionPolicy.Streaming;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.corrector.CorrectorOptions.Instructions;
import dev.aligner.engine.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole corrector on a tiny random model: what it writes is noise, what becomes of it is law. */
class ModelCorrectorTest {
    private static final Path FIXTURES = Path.of("src/test/resources/models");
    /** The default prompt alone fills a byte-level fixture's window. */
    private static final String SHORT_PROMPT = "{\"system_prompt\": \"Is it?\", \"id\": \"tiny\"}";

    @TempDir
    private Path folder;

    private static final String ANSWER = "The answer to the question is here.";

    private static CorrectorOptions options(Path path, LongAnswer longAnswer, int context) {
        return new CorrectorOptions(
                path,
                null,
                Precision.FLOAT32,
                1,
                3,
                context,
                EngineLimits.DEFAULT,
                new CorrectionPolicy(
                        longAnswer,
                        DegenerateOutput.BYPASS,
                        Streaming.DECIDED,
                        1.5,
                        16,
                        CorrectionPolicy.DEFAULT.restraint()),
                new Instructions(false, 100, Map.of("brief", "Make it brief.")));
    }

    private static CorrectionRequest request(String answer, double strength, Sampling sampling) {
        return new CorrectionRequest(Question.of("Is it?"), answer, null, strength, sampling, Duration.ofSeconds(60));
    }

    private static HeardCorrection correct(ModelCorrector corrector, CorrectionRequest request) {
        HeardCorrection heard = new HeardCorrection();
        corrector.correct(request, heard);
        return heard;
    }

    private Path copied(String fixture, String settings) throws IOException {
        Path model = Files.createDirectories(folder.resolve("copy"));
        try (var files = Files.list(FIXTURES.resolve(fixture))) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        Files.writeString(model.resolve("aligner.json"), settings);
        return model;
    }

    @Test
    void everyOutcomeKeepsTheLawsAndGreedyIsRepeatable() throws IOException {
        try (ModelCorrector corrector =
                ModelCorrector.load(options(copied("gguf-q8_0", SHORT_PROMPT), LongAnswer.BYPASS, 256))) {
            Correction first =
                    correct(corrector, request(ANSWER, 1, Sampling.GREEDY)).correction();
            List<HeardCorrection> together = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                together.add(correct(corrector, request(ANSWER, 1, Sampling.GREEDY)));
            }
            for (HeardCorrection heard : together) {
                assertThat(heard.correction().text()).isEqualTo(first.text()).isEqualTo(heard.streamed());
                assertThat(heard.correction().usage().promptTokens()).isPositive();
            }
            assertThat(corrector.load().running()).isZero();
            assertThat(corrector.card().template()).isEqualTo("chat");
            assertThat(corrector.card().id()).isEqualTo("tiny");
        }
    }

    @Test
    void theSameSeedGivesTheSameOutput() throws IOException {
        try (ModelCorrector corrector =
                ModelCorrector.load(options(copied("llama-f32-tied", SHORT_PROMPT), LongAnswer.BYPASS, 256))) {
            Sampling seeded = new Sampling(1.5, 0, 1, 1, 0, 42L, 12, List.of());
            Correction one = correct(corrector, request(ANSWER, 1, seeded)).correction();
            Correction two = correct(corrector, request(ANSWER, 1, seeded)).correction();
            assertThat(one.text()).isEqualTo(two.text());
            assertThat(one.usage().completionTokens()).isEqualTo(two.usage().completionTokens());
        }
    }

    @Test
    void anAnswerThatIsReadWhileItIsWrittenGetsTheCorrectionOfTheWholeOne() throws IOException {
        String answer = "There is a bridge, an old one, and it leads to the town on the hill.";
        SplittableRandom random = new SplittableRandom(5);
        try (ModelCorrector corrector =
                ModelCorrector.load(options(copied("llama-f32-tied", SHORT_PROMPT), LongAnswer.BYPASS, 256))) {
            Sampling few = new Sampling(0, 0, 1, 1, 0, null, 9, List.of());
            Correction atOnce = correct(corrector, request(answer, 1, few)).correction();
            for (int round = 0; round < 8; round++) {
                String own = answer.substring(round);
                Correction expected = round == 0
                        ? atOnce
                        : correct(corrector, request(own, 1, few)).correction();
                CorrectionSession session = new CorrectionSession(corrector, request("", 1, few), 5);
                for (int at = 0; at < own.length(); ) {
                    int end = Math.min(own.length(), at + 1 + random.nextInt(20));
                    session.append(own.substring(at, end));
                    at = end;
                }
                HeardCorrection heard = new HeardCorrection();
                session.finish(heard);
                assertThat(heard.correction().text()).isEqualTo(expected.text());
            }
        }
    }

    @Test
    void whatHasBeenReadAheadIsNotReadAgain() throws IOException {
        String answer = "There is a bridge, an old one, and it leads to the town on the hill.";
        try (ModelCorrector corrector =
                ModelCorrector.load(options(copied("llama-f32-tied", SHORT_PROMPT), LongAnswer.BYPASS, 256))) {
            corrector.readAhead(request(answer.substring(0, 60), 1, Sampling.GREEDY));
            while (corrector.load().waiting() + corrector.load().running() > 0) {
                Thread.onSpinWait();
            }

            Correction correction =
                    correct(corrector, request(answer, 1, Sampling.GREEDY)).correction();

            int read = correction.usage().promptTokens();
            assertThat(correction.usage().cachedPromptTokens()).isBetween(read / 2, read - 1);
        }
    }

    @Test
    void whatNeedsNoModelIsAnsweredAtOnce() throws IOException {
        try (ModelCorrector corrector =
                ModelCorrector.load(options(copied("llama-f32-tied", SHORT_PROMPT), LongAnswer.BYPASS, 128))) {
            Correction original =
                    correct(corrector, request(ANSWER, 0, Sampling.GREEDY)).correction();
            assertThat(original.action()).isEqualTo(Action.NONE);
            assertThat(original.reason()).isEqualTo(Reason.STRENGTH_ZERO);
            assertThat(original.text()).isEqualTo(ANSWER);

            Correction blank =
                    correct(corrector, request(" \n", 1, Sampling.GREEDY)).correction();
            assertThat(blank.action()).isEqualTo(Action.BYPASSED);
            assertThat(blank.reason()).isEqualTo(Reason.NO_TEXT);
            assertThat(blank.text()).isEqualTo(" \n");

            assertThatThrownBy(() -> correct(corrector, request(ANSWER, 0.5, Sampling.GREEDY)))
                    .isInstanceOf(AlignerException.class)
                    .hasMessageContaining("strength: 0.5");
        }
    }

    @Test
    void anAnswerThatDoesNotFitFollowsThePolicy() throws IOException {
        String longAnswer = ANSWER.repeat(30);
        Path model = copied("llama-f32-tied", SHORT_PROMPT);
        try (ModelCorrector corrector = ModelCorrector.load(options(model, LongAnswer.BYPASS, 256))) {
            Correction bypassed =
                    correct(corrector, request(longAnswer, 1, Sampling.GREEDY)).correction();
            assertThat(bypassed.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(bypassed.text()).isEqualTo(longAnswer);
        }
        try (ModelCorrector corrector = ModelCorrector.load(options(model, LongAnswer.REJECT, 256))) {
            assertThatThrownBy(() -> correct(corrector, request(longAnswer, 1, Sampling.GREEDY)))
                    .isInstanceOfSatisfying(AlignerException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE);
                        assertThat(e.field()).isEqualTo("answer");
                    })
                    .hasMessageContaining("256");
        }
    }

    @Test
    void aLongAnswerIsCorrectedInWindows() throws IOException {
        String longAnswer = ANSWER.repeat(40);
        Path model = copied("llama-f32-tied", "{\"template\": \"t3\", \"id\": \"tiny\"}");
        try (ModelCorrector corrector = ModelCorrector.load(options(model, LongAnswer.WINDOWS, 256))) {
            HeardCorrection heard = correct(corrector, request(longAnswer, 1, Sampling.GREEDY));
            Correction correction = heard.correction();
            assertThat(correction.reason()).isNotEqualTo(Reason.TOO_LARGE);
            assertThat(correction.usage().promptTokens()).isGreaterThan(256);
            assertThat(heard.streamed()).isEqualTo(correction.text());
            assertThat(correction.model()).isEqualTo("tiny");
        }
    }

    @Test
    void instructionsAreBounded() throws IOException {
        try (ModelCorrector corrector =
                ModelCorrector.load(options(copied("llama-f32-tied", SHORT_PROMPT), LongAnswer.BYPASS, 256))) {
            CorrectionRequest tooLong = new CorrectionRequest(
                    Question.of("q"), ANSWER, "x".repeat(101), null, Sampling.GREEDY, Duration.ofSeconds(9));
            assertThatThrownBy(() -> correct(corrector, tooLong))
                    .isInstanceOf(AlignerException.class)
                    .hasMessageContaining("101")
                    .hasMessageContaining("100")
                    .hasMessageContaining("brief");
            CorrectionRequest named = new CorrectionRequest(
                    Question.of("q"), ANSWER, "brief", null, Sampling.GREEDY, Duration.ofSeconds(60));
            assertThat(correct(corrector, named).correction().usage().promptTokens())
                    .isPositive();
        }
    }

    @Test
    void everyPrecisionRuns() throws IOException {
        Path model = copied("llama-bf16-biased", SHORT_PROMPT);
        for (Precision precision : Precision.values()) {
            CorrectorOptions base = options(model, LongAnswer.BYPASS, 256);
            CorrectorOptions chosen = new CorrectorOptions(
                    base.path(), "own", precision, 1, 2, 256, base.limits(), base.policy(), base.instructions());
            try (ModelCorrector corrector = ModelCorrector.load(chosen)) {
                Correction correction =
                        correct(corrector, request(ANSWER, 1, Sampling.GREEDY)).correction();
                assertThat(correction.model()).isEqualTo("own");
                assertThat(corrector.card().precision())
                        .isEqualTo(precision.on(false).wireName());
            }
        }
    }

    @Test
    void aMarginDecidesByWhatTheModelItselfFindsProbable() throws IOException {
        String settings = "{\"system_prompt\": \"Is it?\", \"margin\": {\"plain\": %s}}";
        Path model = copied("llama-f32-tied", settings.replace("%s", "-1e9"));
        Correction accepted;
        Sampling noise;
        try (ModelCorrector corrector = ModelCorrector.load(options(model, LongAnswer.BYPASS, 256))) {
            long seed = 0;
            do {
                // noise that a stop text ends is an output like any other, but for what comes before it
                noise = new Sampling(1.5, 0, 1, 1, 0, seed++, null, List.of("a", "e", "i", "o", " "));
                accepted = correct(corrector, request(ANSWER, 1, noise)).correction();
            } while (accepted.action() != Action.CORRECTED && seed < 100);
            CorrectionRequest instructed =
                    new CorrectionRequest(Question.of("Is it?"), ANSWER, "brief", null, noise, Duration.ofSeconds(60));
            assertThat(correct(corrector, instructed).correction().margin()).isNull();
        }
        assertThat(accepted.action()).isEqualTo(Action.CORRECTED);
        assertThat(accepted.margin()).isNotNull();
        Files.writeString(model.resolve("aligner.json"), settings.replace("%s", "1e9"));
        try (ModelCorrector corrector = ModelCorrector.load(options(model, LongAnswer.BYPASS, 256))) {
            HeardCorrection heard = correct(corrector, request(ANSWER, 1, noise));

            assertThat(heard.correction().action()).isEqualTo(Action.NONE);
            assertThat(heard.correction().reason()).isEqualTo(Reason.BELOW_MARGIN);
            assertThat(heard.correction().margin()).isEqualTo(accepted.margin());
            assertThat(heard.streamed()).isEqualTo(ANSWER);
            assertThat(corrector.load().waiting()).isZero();
        }
    }

    @Test
    void anAdapterIsTheModelsUnlessTheOperatorNamesAnotherOrNone() throws IOException {
        Path model = copied("llama-f32-tied", "{\"adapter\": \"mine\", \"system_prompt\": \"Is it?\"}");
        Path adapter = Path.of("src/test/resources/adapters/list-f32");
        assertThatThrownBy(() -> ModelCorrector.load(options(model, LongAnswer.BYPASS, 128)))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .hasMessageContaining(model.resolve("mine").toString());
        String without = digest(model, new CorrectorOptions.Adapter.None());
        String given = digest(model, new CorrectorOptions.Adapter.In(adapter));
        Files.createDirectories(model.resolve("mine"));
        for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(adapter.resolve(file), model.resolve("mine").resolve(file));
        }

        assertThat(digest(model, new CorrectorOptions.Adapter.OfModel()))
                .isEqualTo(given)
                .isNotEqualTo(without);
    }

    private static String digest(Path model, CorrectorOptions.Adapter adapter) {
        CorrectorOptions base = options(model, LongAnswer.BYPASS, 128);
        CorrectorOptions chosen = new CorrectorOptions(
                model,
                adapter,
                null,
                base.precision(),
                1,
                1,
                128,
                base.limits(),
                base.policy(),
                true,
                base.instructions());
        try (ModelCorrector corrector = ModelCorrector.load(chosen)) {
            return corrector.card().digest();
        }
    }

    @Test
    void aClosedCorrectorRefusesAsDraining() throws IOException {
        ModelCorrector corrector =
                ModelCorrector.load(options(copied("llama-f32-tied", SHORT_PROMPT), LongAnswer.BYPASS, 256));
        corrector.close();

        assertThatThrownBy(() -> correct(corrector, request(ANSWER, 1, Sampling.GREEDY)))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DRAINING));
    }

    @Test
    void aTimeoutOfAgesNeverComesAndOneBelowZeroHasCome() throws IOException {
        try (ModelCorrector corrector =
                ModelCorrector.load(options(copied("llama-f32-tied", SHORT_PROMPT), LongAnswer.BYPASS, 256))) {
            CorrectionRequest ages = within(Duration.ofSeconds(Long.MAX_VALUE));
            assertThat(correct(corrector, ages).correction().usage().promptTokens())
                    .isPositive();
            HeardCorrection late = correct(corrector, within(Duration.ofSeconds(Long.MIN_VALUE)));
            assertThatThrownBy(late::correction)
                    .isInstanceOfSatisfying(
                            AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE));
        }
    }

    private static CorrectionRequest within(Duration timeout) {
        return new CorrectionRequest(Question.of("Is it?"), ANSWER, null, 1.0, Sampling.GREEDY, timeout);
    }

    @Test
    void whatIsFinishedAfterTheCloseIsDeliveredAllTheSame() {
        ThreadPoolExecutor finishing = ModelCorrector.finishing();
        finishing.shutdown();
        AtomicBoolean delivered = new AtomicBoolean();
        finishing.execute(() -> delivered.set(true));

        assertThat(delivered).isTrue();
    }

    @Test
    void aModelOfTooFewPositionsIsRefused() throws IOException {
        Path model = copied("llama-f32-tied", SHORT_PROMPT);
        Path config = model.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config).replace("\"max_position_embeddings\": 256", "\"max_position_embeddings\": 1"));

        assertThatThrownBy(() -> ModelCorrector.load(options(model, LongAnswer.BYPASS, 128)))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .hasMessageContaining("1 positions (expected: >= 64)");
    }

    @Test
    void weightsThatGiveNoNumbersStopTheStart() throws IOException {
        Path model = copied("llama-f32-tied", SHORT_PROMPT);
        Path file = model.resolve("model.safetensors");
        byte[] weights = Files.readAllBytes(file);
        // the last float of the last tensor, a NaN
        weights[weights.length - 1] = 0x7f;
        weights[weights.length - 2] = (byte) 0xff;
        Files.write(file, weights);

        assertThatThrownBy(() -> ModelCorrector.load(options(model, LongAnswer.BYPASS, 128)))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FAILED))
                .hasMessageContaining("NaN");
    }

    @Test
    void aTokenizerThatTheLibraryRefusesNamesThePathAndTheReason() throws IOException {
        Path model = copied("llama-f32-tied", SHORT_PROMPT);
        Path file = model.resolve("tokenizer.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"merges\":\\[", "\"merges\":[\"zz qq\","));

        assertThatThrownBy(() -> ModelCorrector.load(options(model, LongAnswer.BYPASS, 128)))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .hasMessageStartingWith(model + ": tokenizer: refused by the tokenizer library: ");
    }

    @Test
    void aStepMustHoldATokenOfEverySlot() {
        EngineLimits narrow = new EngineLimits(1, 4, 4, 1, Duration.ofSeconds(1));
        CorrectorOptions base = options(folder, LongAnswer.BYPASS, 128);
        assertThatThrownBy(() -> new CorrectorOptions(
                        folder, null, Precision.AUTO, 1, 4, 64, narrow, base.policy(), base.instructions()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stepTokens: 4 (expected: > 4 slots)");
    }

    @Test
    void settingsThatNoRequestCouldMeetAreRefusedAtTheStart() throws IOException {
        Path model = copied("llama-f32-tied", "{\"strength\": 0.5}");
        assertThatThrownBy(() -> ModelCorrector.load(options(model, LongAnswer.BYPASS, 128)))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("strength: 0.5 in aligner.json (expected: 0 or 1)");
        Files.writeString(model.resolve("aligner.json"), "{\"stop\": [\"\"]}");
        assertThatThrownBy(() -> ModelCorrector.load(options(model, LongAnswer.BYPASS, 128)))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .hasMessageContaining("aligner.json")
                .hasMessageContaining("stop: an empty text");
        Files.writeString(model.resolve("aligner.json"), "{\"margin\": {\"plain\": 1e999}}");
        assertThatThrownBy(() -> ModelCorrector.load(options(model, LongAnswer.BYPASS, 128)))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("margin: plain: Infinity (expected: a finite number)");
    }

    @Test
    void settingsThatMakeNoSenseNameTheFile() throws IOException {
        Path model = copied("llama-f32-tied", "{\"template\": \"t9\"}");
        assertThatThrownBy(() -> ModelCorrector.load(options(model, LongAnswer.BYPASS, 128)))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .hasMessageContaining("t9")
                .hasMessageContaining("t3-instruct");
        Files.writeString(model.resolve("aligner.json"), "{\"templte\": \"t1\"}");
        assertThatThrownBy(() -> ModelCorrector.load(options(model, LongAnswer.BYPASS, 128)))
                .isInstanceOf(AlignerException.class)
                .hasMessageEndingWith("aligner.json: templte: unknown field (known: adapter, id, instructions, margin,"
                        + " reference, steering, stop, strength, system_prompt, template)");
    }
}
