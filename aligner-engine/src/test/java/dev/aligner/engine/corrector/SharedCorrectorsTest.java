package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import dev.aligner.core.Strengths;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Correctors over one base are those that each would be alone. */
class SharedCorrectorsTest {
    private static final Path BASE = Path.of("src/test/resources/models/llama-f32-tied");
    private static final Path ADAPTER = Path.of("src/test/resources/adapters/list-f32");
    private static final String SETTINGS = "\"system_prompt\": \"Is it?\", \"id\": \"first\"";
    private static final String ANSWER = "The answer to the question is here.";

    private static final CorrectionPolicy EAGER = new CorrectionPolicy(
            CorrectionPolicy.LongAnswer.BYPASS,
            CorrectionPolicy.DegenerateOutput.BYPASS,
            CorrectionPolicy.Streaming.EAGER,
            1.5,
            16,
            CorrectionPolicy.DEFAULT.restraint());

    @TempDir
    private Path folder = Path.of("");

    private Path model(String name, String settings) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        copy(BASE, model);
        Files.writeString(model.resolve("aligner.json"), "{" + settings + "}");
        return model;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static CorrectorOptions options(
            Path model, CorrectorOptions.Adapter adapter, Map<String, Path> beside, int slots) {
        return new CorrectorOptions(
                model,
                adapter,
                null,
                Precision.FLOAT32,
                1,
                slots,
                256,
                EngineLimits.DEFAULT,
                EAGER,
                true,
                new CorrectorOptions.Instructions(false, 100, Map.of()),
                beside);
    }

    private static CorrectorOptions options(Path model, CorrectorOptions.Adapter adapter, Map<String, Path> beside) {
        return options(model, adapter, beside, 4);
    }

    private static CorrectionRequest request(String answer, @Nullable Double strength, @Nullable String model) {
        return new CorrectionRequest(
                Question.of("Is it?"),
                answer,
                null,
                strength,
                new Sampling(0, 0, 1, 1, 0, null, 12, List.of()),
                Duration.ofSeconds(60),
                model);
    }

    private static HeardCorrection correct(Corrector corrector, CorrectionRequest request) {
        HeardCorrection heard = new HeardCorrection();
        corrector.correct(request, heard);
        return heard;
    }

    /** What the model wrote, and what became of it: a random one writes what no policy lets pass. */
    private static String seen(HeardCorrection heard) {
        try {
            return heard.correction().reason() + heard.streamed();
        } catch (AlignerException e) {
            return e.getMessage() + heard.streamed();
        }
    }

    private static List<String> alone(CorrectorOptions options, List<String> answers) {
        try (ModelCorrector corrector = ModelCorrector.load(options)) {
            return answers.stream()
                    .map(answer -> seen(correct(corrector, request(answer, null, null))))
                    .toList();
        }
    }

    @Test
    void eachIsTheOneThatItWouldBeAloneInAnyCompany() throws IOException {
        List<String> answers = List.of(ANSWER, "Another one, somewhat longer than that.", "No.");
        CorrectorOptions.Adapter none = new CorrectorOptions.Adapter.None();
        CorrectorOptions.Adapter merged = new CorrectorOptions.Adapter.In(ADAPTER);
        Path model = model("model", SETTINGS);
        List<String> plain = alone(options(model, none, Map.of()), answers);
        List<String> adapted = alone(options(model, merged, Map.of()), answers);
        assertThat(plain).isNotEqualTo(adapted);

        try (SharedCorrectors shared = SharedCorrectors.load(options(model, none, Map.of("other", ADAPTER)));
                SharedCorrectors reversed = SharedCorrectors.load(options(model, merged, Map.of()))) {
            List<HeardCorrection> heard = new ArrayList<>();
            for (String answer : answers) {
                heard.add(correct(shared, request(answer, null, null)));
                heard.add(correct(shared, request(answer, null, "other")));
                heard.add(correct(shared, request(answer, null, "first")));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(seen(heard.get(3 * i))).isEqualTo(plain.get(i));
                assertThat(seen(heard.get(3 * i + 1))).isEqualTo(adapted.get(i));
                assertThat(seen(heard.get(3 * i + 2))).isEqualTo(plain.get(i));
            }
            assertThat(shared.cards()).extracting(CorrectorCard::id).containsExactly("first", "other");
            assertThat(shared.cards().get(1).digest())
                    .as("the same weights, however they are held")
                    .isEqualTo(reversed.card().digest());
        }
    }

    @Test
    void oneThatIsAddedServesUntilItIsRemoved() throws IOException {
        try (SharedCorrectors shared = SharedCorrectors.load(
                options(model("model", SETTINGS), new CorrectorOptions.Adapter.None(), Map.of()))) {
            assertThatThrownBy(() -> shared.correct(request(ANSWER, null, "late"), new HeardCorrection()))
                    .isInstanceOfSatisfying(
                            AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_MODEL))
                    .hasMessageContaining("[first]");
            shared.add("late", ADAPTER);
            assertThatThrownBy(() -> shared.add("late", ADAPTER)).hasMessageContaining("late is there already");
            assertThatThrownBy(() -> shared.add("first", ADAPTER)).hasMessageContaining("first is there already");
            String before = seen(correct(shared, request(ANSWER, null, "late")));

            HeardCorrection underWay = correct(shared, request(ANSWER, null, "late"));
            assertThat(shared.remove("late")).isTrue();

            assertThat(seen(underWay)).isEqualTo(before);
            assertThat(shared.remove("late")).isFalse();
            assertThat(shared.cards()).extracting(CorrectorCard::id).containsExactly("first");
            shared.add("late", ADAPTER);
            assertThat(seen(correct(shared, request(ANSWER, null, "late")))).isEqualTo(before);
        }
    }

    /** The tokenizer is everybody's: who is refused must not close it. */
    @Test
    void oneThatIsRefusedLeavesTheOthersAsTheyWere() throws IOException {
        Path model = model("model", SETTINGS);
        Files.deleteIfExists(model.resolve("generation_config.json"));
        Path config = model.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replaceAll("\"eos_token_id\": \\d+", "\"eos_token_id\": null"));
        Path side = Files.createDirectories(folder.resolve("side"));
        copy(ADAPTER, side);
        Files.writeString(side.resolve("aligner.json"), "{\"margin\": {\"plain\": 1.0}}");

        try (SharedCorrectors shared =
                SharedCorrectors.load(options(model, new CorrectorOptions.Adapter.None(), Map.of()))) {
            String before = seen(correct(shared, request(ANSWER, null, null)));

            assertThatThrownBy(() -> shared.add("side", side)).hasMessageContaining("no end token");

            assertThat(seen(correct(shared, request(ANSWER, null, null)))).isEqualTo(before);
            assertThat(shared.cards()).hasSize(1);
        }
    }

    @Test
    void theStrengthDialLeadsFromTheReferenceToTheCorrector() throws IOException {
        Path model = model("model", SETTINGS + ", \"reference\": {\"most\": 1.5}");
        CorrectorOptions.Adapter merged = new CorrectorOptions.Adapter.In(ADAPTER);
        String base = alone(
                        options(model("base", SETTINGS), new CorrectorOptions.Adapter.None(), Map.of()),
                        List.of(ANSWER))
                .get(0);
        String corrector = alone(options(model("plain", SETTINGS), merged, Map.of()), List.of(ANSWER))
                .get(0);

        try (ModelCorrector dialled = ModelCorrector.load(options(model, merged, Map.of()))) {
            assertThat(seen(correct(dialled, request(ANSWER, 0.0, null)))).isEqualTo(base);
            assertThat(seen(correct(dialled, request(ANSWER, 1.0, null)))).isEqualTo(corrector);
            for (double strength : new double[] {0.25, 0.5, 1.5}) {
                assertThat(seen(correct(dialled, request(ANSWER, strength, null))))
                        .isNotEmpty();
            }
            assertThatThrownBy(() -> dialled.correct(request(ANSWER, 1.6, null), new HeardCorrection()))
                    .hasMessage("strength: 1.6 (expected: 0..1.5)");
            assertThat(dialled.card().strengths().between()).isTrue();
        }
    }

    @Test
    void whereTheReferenceCopiesStrengthZeroIsTheAnswerByLaw() throws IOException {
        Path model = model("model", SETTINGS + ", \"reference\": {\"adapter\": \"copier\", \"copies\": true}");
        copy(ADAPTER, Files.createDirectories(model.resolve("copier")));
        CorrectorOptions.Adapter none = new CorrectorOptions.Adapter.None();

        try (ModelCorrector dialled = ModelCorrector.load(options(model, none, Map.of()))) {
            Correction original = correct(dialled, request(ANSWER, 0.0, null)).correction();

            assertThat(original.action()).isEqualTo(Action.NONE);
            assertThat(original.reason()).isEqualTo(Reason.STRENGTH_ZERO);
            assertThat(original.text()).isEqualTo(ANSWER);
        }
        try (ModelCorrector small = ModelCorrector.load(options(model, none, Map.of(), 1))) {
            assertThat(small.card().strengths()).isEqualTo(Strengths.ENDS);
            assertThat(correct(small, request(ANSWER, 0.0, null)).correction().reason())
                    .isEqualTo(Reason.STRENGTH_ZERO);
            assertThatThrownBy(() -> correct(small, request(ANSWER, 0.5, null)))
                    .isInstanceOf(AlignerException.class)
                    .hasMessageContaining("strength: 0.5 (expected: 0 or 1");
        }
    }
}
