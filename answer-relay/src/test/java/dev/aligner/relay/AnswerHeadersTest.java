package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Action;
import dev.aligner.core.Evidence;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.upstream.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerHeadersTest {
    private static final AnswerOutcome CORRECTED = new AnswerOutcome(
            Action.CORRECTED,
            null,
            0.25,
            Usage.NOTHING,
            new Timings(Duration.ofMillis(7), Duration.ofMillis(90), Duration.ofMillis(140), Duration.ofMillis(247)),
            false,
            false);

    private static Plan plan(boolean strict, @Nullable String id) {
        RoutePolicy policy = new RoutePolicy(
                null,
                StreamMode.WINDOW,
                0,
                OnFailure.OPEN,
                Blocking.NEVER,
                Policies.DEADLINE,
                1024,
                strict,
                new Bounds(List.of(), List.of(), 0, 0.5, Evidence.NONE));
        return Plan.of(
                        Wire.OLLAMA_CHAT,
                        policy,
                        Wire.OLLAMA_CHAT.asked(
                                Spoken.utf8("{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}"), "/api/chat"),
                        name -> name.equals("x-aligner-strength") ? "0.9" : null,
                        new StubCorrector())
                .named(id);
    }

    /** What a build that packs no jar has none of. */
    private static Map<String, String> versionless(Map<String, String> headers) {
        headers.remove("x-aligner-version");
        return headers;
    }

    @Test
    void anAnswerSaysWhatWasDoneToIt() {
        assertThat(versionless(AnswerHeaders.of(
                        plan(false, "req_1"), () -> "m", false, CORRECTED, Duration.ofNanos(251_900_000))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "x-aligner-id", "req_1",
                        "x-aligner-action", "CORRECTED",
                        "x-aligner-edit-ratio", "0.250",
                        "x-aligner-model", "m",
                        "x-aligner-stream-mode", "none",
                        "x-aligner-overhead-ms", "251",
                        "x-aligner-strength", "0.5",
                        "x-aligner-clamped", "strength",
                        "Server-Timing", "queue;dur=7, infer;dur=240"));
    }

    @Test
    void oneThatPassesSaysWhyAndThatItDidNotWait() {
        assertThat(AnswerHeaders.of(
                        plan(false, null), () -> null, true, AnswerOutcome.bypassed(Why.NON_2XX), Duration.ZERO))
                .containsEntry("x-aligner-action", "BYPASSED")
                .containsEntry("x-aligner-reason", "non_2xx")
                .containsEntry("x-aligner-edit-ratio", "0.000")
                .containsEntry("x-aligner-overhead-ms", "0")
                .containsEntry("x-aligner-stream-mode", "off")
                .doesNotContainKeys("x-aligner-model", "x-aligner-id");
    }

    @Test
    void aStreamSaysBeforeItsTextWhatIsKnownByThen() {
        assertThat(versionless(AnswerHeaders.ofStream(plan(false, "req_1"), "m")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "x-aligner-id", "req_1",
                        "x-aligner-model", "m",
                        "x-aligner-stream-mode", "window",
                        "x-aligner-strength", "0.5",
                        "x-aligner-clamped", "strength"));
    }

    @Test
    void aStrictRouteSaysNothing() {
        Plan strict = plan(true, "req_1");

        assertThat(AnswerHeaders.of(strict, () -> "m", false, CORRECTED, Duration.ZERO))
                .isEmpty();
        assertThat(AnswerHeaders.ofStream(strict, "m")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nx: y", "\u00e4"})
    void anIdThatIsFitForNoHeaderIsNotSaid(String id) {
        assertThat(plan(false, id).id()).isNull();
        assertThat(plan(false, "a".repeat(129)).id()).isNull();
        assertThat(plan(false, "a".repeat(128)).id()).hasSize(128);
    }
}
