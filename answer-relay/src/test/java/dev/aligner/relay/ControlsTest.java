package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Evidence;
import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlsTest {
    private static final RoutePolicy ROUTE = Policies.of(
            new Bounds(List.of("safer"), List.of(StreamMode.WINDOW, StreamMode.BUFFER), 0.25, 0.5, Evidence.SUMMARY));

    private static Controls of(RoutePolicy route, Map<String, String> headers, String object) {
        JsonValue root = JsonText.parse(object.getBytes(StandardCharsets.UTF_8)).root();
        return Controls.of(route, new Asking(headers::get, root, Asking.OBJECT));
    }

    @Test
    void whatIsNotAskedForIsTheRoutes() {
        Controls controls = of(ROUTE, Map.of(), "{}");

        assertThat(controls).isEqualTo(new Controls("kinder", null, StreamMode.WINDOW, Evidence.NONE, List.of()));
        assertThat(controls.headers()).isEmpty();
    }

    @Test
    void aHeaderGoesBeforeTheObject() {
        Controls controls = of(
                ROUTE,
                Map.of("x-aligner-strength", "0.3", "x-aligner-stream-mode", " buffer "),
                "{\"strength\":0.4,\"stream_mode\":\"window\",\"instruction\":\"safer\",\"evidence\":\"summary\"}");

        assertThat(controls).isEqualTo(new Controls("safer", 0.3, StreamMode.BUFFER, Evidence.SUMMARY, List.of()));
        assertThat(controls.headers()).isEqualTo(Map.of("x-aligner-strength", "0.3"));
    }

    @ParameterizedTest
    @CsvSource({"0.9,0.5,true", "1,0.5,true", "0,0.25,true", "0.5,0.5,false", "0.25,0.25,false", "0.4,0.4,false"})
    void aStrengthBeyondTheRoutesBecomesTheNearestAndIsReported(String asked, double inForce, boolean clamped) {
        Controls controls = of(ROUTE, Map.of(), "{\"strength\":" + asked + "}");

        assertThat(controls.strength()).isEqualTo(inForce);
        assertThat(controls.clamped()).isEqualTo(clamped ? List.of("strength") : List.of());
        assertThat(controls.headers().get("x-aligner-strength")).isEqualTo(Double.toString(inForce));
        assertThat(controls.headers().containsKey("x-aligner-clamped")).isEqualTo(clamped);
    }

    @Test
    void moreEvidenceThanTheRouteGivesIsLessAndReported() {
        Controls controls = of(ROUTE, Map.of("x-aligner-evidence", "full", "x-aligner-strength", "1"), "{}");

        assertThat(controls.evidence()).isEqualTo(Evidence.SUMMARY);
        assertThat(controls.headers().get("x-aligner-clamped")).isEqualTo("strength, evidence");
    }

    @Test
    void aCorrectorIsChosenFromTheRoutesListAndIsTheRoutesOwnElse() {
        RoutePolicy choosing = Policies.choosing("ours", List.of("ours", "kinder"));

        assertThat(of(choosing, Map.of(), "{}").model()).isEqualTo("ours");
        assertThat(of(choosing, Map.of(), "{\"model\":\"kinder\"}").model()).isEqualTo("kinder");
        assertThat(of(choosing, Map.of("x-aligner-model", "kinder"), "{\"model\":\"ours\"}")
                        .model())
                .isEqualTo("kinder");
        assertThatThrownBy(() -> of(choosing, Map.of("x-aligner-model", "other"), "{}"))
                .hasMessageStartingWith("aligner.model: not allowed on this route (expected: one of ours, kinder)");
    }

    @Test
    void whoMayBeToldLessIsToldLessAndItIsReported() {
        Controls controls = of(ROUTE.telling(Evidence.NONE), Map.of("x-aligner-evidence", "summary"), "{}");

        assertThat(controls.evidence()).isEqualTo(Evidence.NONE);
        assertThat(controls.clamped()).containsExactly("evidence");
        assertThat(ROUTE.telling(Evidence.FULL)).isEqualTo(ROUTE);
    }

    @ParameterizedTest
    @CsvSource({"5,5,false", "4.0,4.0,false", "3,4,true", "-1,4,true"})
    void aRequestRaisesTheRoutesMarginAndNeverLowersIt(String asked, double inForce, boolean clamped) {
        RoutePolicy route = new RoutePolicy(
                null,
                StreamMode.WINDOW,
                0,
                OnFailure.OPEN,
                Blocking.NEVER,
                Policies.DEADLINE,
                1000,
                false,
                Bounds.ofStrength(),
                4.0,
                null);

        Controls controls = of(route, Map.of("x-aligner-min-margin", asked), "{}");

        assertThat(controls.minMargin()).isEqualTo(inForce);
        assertThat(controls.clamped()).isEqualTo(clamped ? List.of("min_margin") : List.of());
        assertThat(of(route, Map.of(), "{}").minMargin()).isEqualTo(4);
        assertThat(of(ROUTE, Map.of(), "{\"min_margin\":2.5}").minMargin()).isEqualTo(2.5);
        assertThat(of(ROUTE, Map.of(), "{}").minMargin()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"instruction":"rude"}     | instruction | 400
            {"instruction":["safer"]}  | instruction | 400
            {"stream_mode":"off"}      | stream_mode | 400
            {"evidence":"all"}         | evidence    | 400
            {"strength":1.2}           | strength    | 422
            {"strength":-1}            | strength    | 422
            {"min_margin":"sure"}      | min_margin  | 400
            {"model":"other"}          | model       | 400
            """)
    void whatIsNotAWordOfTheRoutesIsRefused(String object, String field, int status) {
        assertThatThrownBy(() -> of(ROUTE, Map.of(), object)).satisfies(thrown -> {
            AlignerException error = (AlignerException) thrown;
            assertThat(error.field()).isEqualTo("aligner." + field);
            assertThat(error).hasMessageStartingWith("aligner." + field + ": ");
            assertThat(SurfaceError.of(null, error, null).status()).isEqualTo(status);
        });
    }
}
