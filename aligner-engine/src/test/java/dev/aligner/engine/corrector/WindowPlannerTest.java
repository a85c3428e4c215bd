package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.CorrectionPolicy.DegenerateOutput;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.core.policy.CorrectionPolicy.Streaming;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class WindowPlannerTest {
    private static final int CONTEXT = 256;
    private static final CorrectionPolicy POLICY = new CorrectionPolicy(
            LongAnswer.WINDOWS,
            DegenerateOutput.BYPASS,
            Streaming.DECIDED,
            1.5,
            16,
            CorrectionPolicy.DEFAULT.restraint());
    private static final CorrectorTokens TOKENS = tokens();

    private static CorrectorTokens tokens() {
        Path model = Path.of("src/test/resources/models/llama-f32-tied");
        try (ModelFiles files = ModelFiles.open(model)) {
            return CorrectorTokens.of(
                    model, new CorrectorSettings(null, "t3", null, List.of(), null, Map.of(), null, null, null), files);
        }
    }

    @AfterAll
    static void close() {
        TOKENS.close();
    }

    private static List<Window> plan(String answer) {
        WindowPlanner planner = new WindowPlanner(TOKENS, POLICY, CONTEXT, true);
        return planner.plan(
                new CorrectionRequest(Question.of("q"), answer, null, null, Sampling.GREEDY, Duration.ofSeconds(1)),
                null);
    }

    private static String joined(List<Window> windows) {
        return windows.stream().map(window -> window.before() + window.text()).collect(Collectors.joining());
    }

    @Test
    void aStretchOfWhiteSpaceIsNoWindowOfItsOwn() {
        String space = " \n".repeat(400);
        for (String answer : List.of(
                "One." + space + "Two." + space, space + "One. " + "Two.".repeat(90), "One." + space + "Two.")) {
            List<Window> windows = plan(answer);

            assertThat(joined(windows)).isEqualTo(answer);
            assertThat(windows).isNotEmpty().allMatch(window -> !window.text().isBlank());
        }
    }

    @Test
    void whiteSpaceAroundAnAnswerNeedsNoRoom() {
        String answer = "One." + " ".repeat(5000);
        List<Window> windows = plan(answer);

        assertThat(windows).hasSize(1);
        assertThat(joined(windows)).isEqualTo(answer);
        assertThat(windows.get(0).limit().tokens())
                .isEqualTo(POLICY.maxOutputTokens(TOKENS.tokenizer().count("One.")));
    }
}
