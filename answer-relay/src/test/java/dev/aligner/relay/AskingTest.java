package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Evidence;
import dev.aligner.upstream.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request may want its answer to say less than the route lets it, and to wait for less. */
class AskingTest {
    private static final Wire WIRE = Wire.OPENAI_CHAT;
    private static final List<StreamMode> MODES = List.of(StreamMode.WINDOW, StreamMode.POST_HOC);

    private static RoutePolicy route(StreamMode stream) {
        return new RoutePolicy(
                null,
                stream,
                0,
                OnFailure.OPEN,
                Blocking.NEVER,
                Duration.ofSeconds(10),
                1024,
                false,
                new Bounds(List.of(), MODES, 0, 1, Evidence.FULL));
    }

    private static Plan plan(RoutePolicy route, Map<String, String> headers, String object) {
        String request =
                "{\"aligner\":" + object + ",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],\"stream\":true}";
        return Plan.of(
                WIRE,
                route,
                WIRE.asked(Spoken.utf8(request), "/v1/chat/completions"),
                headers::get,
                new StubCorrector());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", quoteCharacter = '~', delimiter = '&', textBlock = """
            true  & {"evidence":"full"}                 & true
            -     & {"evidence":"full","strict":true}   & true
            false & {"evidence":"full","strict":true}   & false
            -     & {"evidence":"full","strict":"true"} & true
            -     & {"evidence":"full"}                 & false
            """)
    void aStrictRequestIsToldNothing(@Nullable String header, String object, boolean strict) {
        Plan plan =
                plan(route(StreamMode.WINDOW), header == null ? Map.of() : Map.of("x-aligner-strict", header), object);

        assertThat(plan.policy().strict()).isEqualTo(strict);
        assertThat(AnswerHeaders.ofStream(plan, "m").isEmpty()).isEqualTo(strict);
        assertThat(plan.controls().evidence()).isEqualTo(strict ? Evidence.NONE : Evidence.FULL);
    }

    @Test
    void aStrictRouteStaysIt() {
        RoutePolicy strict = Policies.of(Bounds.ofStrength()).narrowed(true, Policies.DEADLINE);

        assertThat(plan(strict, Map.of("x-aligner-strict", "false"), "{}")
                        .policy()
                        .strict())
                .isTrue();
    }

    /** That mode says behind the answer what was done to it. */
    @Test
    void whoIsToldNothingHasNoAnswerInThatMode() {
        Map<String, String> strict = Map.of("x-aligner-strict", "true");

        assertThatThrownBy(() -> plan(route(StreamMode.WINDOW), strict, "{\"stream_mode\":\"post-hoc\"}"))
                .hasMessageStartingWith("aligner.stream_mode: not allowed on this route (expected: one of window)");
        assertThatThrownBy(() -> plan(route(StreamMode.POST_HOC), strict, "{}"))
                .hasMessageStartingWith("aligner.strict: not allowed on this route");
    }

    @ParameterizedTest
    @CsvSource({"250, 250, false", "10000, 10000, false", "10001, 10000, true", "999999999, 10000, true"})
    void aRequestWaitsForLessAndNeverForMore(String asked, long inForce, boolean clamped) {
        Plan plan = plan(route(StreamMode.WINDOW), Map.of("x-aligner-deadline-ms", asked), "{\"deadline_ms\":5}");

        assertThat(plan.policy().deadline()).hasMillis(inForce);
        assertThat(Objects.requireNonNull(plan.pieces()).deadline()).hasMillis(inForce);
        assertThat(plan.controls().clamped()).isEqualTo(clamped ? List.of("deadline_ms") : List.of());
        assertThat(plan(route(StreamMode.WINDOW), Map.of(), "{\"deadline_ms\":5}")
                        .policy()
                        .deadline())
                .hasMillis(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"strict":"yes"}      | strict
            {"strict":1}          | strict
            {"deadline_ms":0}     | deadline_ms
            {"deadline_ms":-1}    | deadline_ms
            {"deadline_ms":1.5}   | deadline_ms
            {"deadline_ms":1e3}   | deadline_ms
            {"deadline_ms":{}}    | deadline_ms
            """)
    void whatIsNeitherIsRefused(String object, String field) {
        assertThatThrownBy(() -> plan(route(StreamMode.WINDOW), Map.of(), object))
                .isInstanceOfSatisfying(AlignerException.class, error -> {
                    assertThat(error.field()).isEqualTo("aligner." + field);
                    assertThat(SurfaceError.of(null, error, null).status()).isEqualTo(400);
                });
    }
}
