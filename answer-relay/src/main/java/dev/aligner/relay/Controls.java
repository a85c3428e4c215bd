package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Evidence;
import dev.aligner.upstream.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the answer of one request is corrected: as the route says, unless the request's headers or its object {@code aligner}
 * say otherwise within what the route allows. A strength or an evidence beyond that becomes the nearest that is allowed,
 * and the answer says so; any other word that is not allowed is refused.
 *
 * @param instruction a text or a name, or null
 * @param strength 0 leaves the answer as it is; null for the corrector's own
 * @param evidence what the answer says of its correction
 * @param minMargin how sure the corrector must be of a change, where that is more than it asks for itself; or null
 * @param clamped names of controls that are not what was asked for
 * @param model the corrector's id, or null for the first
 */
public record Controls(
        @Nullable String instruction,
        @Nullable Double strength,
        StreamMode stream,
        Evidence evidence,
        @Nullable Double minMargin,
        List<String> clamped,
        @Nullable String model) {

    public Controls {
        clamped = List.copyOf(clamped);
    }

    /** To the first corrector, which is as sure as it asks for itself. */
    public Controls(
            @Nullable String instruction,
            @Nullable Double strength,
            StreamMode stream,
            Evidence evidence,
            List<String> clamped) {
        this(instruction, strength, stream, evidence, null, clamped, null);
    }

    /**
     * Those of a request.
     *
     * @param object its members are the controls; a header goes before one
     * @param path where the object stands, as errors name it
     * @throws AlignerException INVALID_FIELD for what the route does not allow
     */
    public static Controls of(RoutePolicy route, HeaderLookup headers, JsonValue object, String path) {
        return of(route, new Asking(headers, object, path));
    }

    static Controls of(RoutePolicy route, Asking asking) {
        Duration deadline = asking.deadline();
        Bounds bounds = route.bounds();
        String instruction = asking.word("instruction", bounds.instructions());
        String mode = asking.word(
                "stream_mode",
                route.streams().stream().map(StreamMode::wireName).toList());
        String kind = asking.word(
                "evidence",
                Arrays.stream(Evidence.values()).map(Evidence::wireName).toList());
        String model = asking.word("model", bounds.models());
        Double asked = asking.strength();
        Double strength =
                asked == null ? null : Math.max(bounds.leastStrength(), Math.min(bounds.mostStrength(), asked));
        Evidence wanted = kind == null ? Evidence.NONE : Evidence.valueOf(kind.toUpperCase(Locale.ROOT));
        Evidence evidence = wanted.compareTo(route.evidence()) > 0 ? route.evidence() : wanted;
        Double margin = asking.margin();
        Double minMargin = larger(margin, route.minMargin());
        List<String> clamped = new ArrayList<>();
        if (strength != null && !strength.equals(asked)) {
            clamped.add("strength");
        }
        if (evidence != wanted) {
            clamped.add("evidence");
        }
        if (margin != null && !margin.equals(minMargin)) {
            clamped.add("min_margin");
        }
        if (deadline != null && deadline.compareTo(route.deadline()) > 0) {
            clamped.add("deadline_ms");
        }
        return new Controls(
                instruction == null ? route.instruction() : instruction,
                strength,
                mode == null ? route.stream() : StreamMode.of(mode),
                evidence,
                minMargin,
                clamped,
                model == null ? route.model() : model);
    }

    private static @Nullable Double larger(@Nullable Double one, @Nullable Double other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Double.valueOf(Math.max(one, other));
    }

    /** The same with another instruction. */
    public Controls with(@Nullable String other) {
        return new Controls(other, strength, stream, evidence, minMargin, clamped, model);
    }

    /** Whether the headers alone say that nothing is corrected, whatever a request's body says. */
    public static boolean off(RoutePolicy route, HeaderLookup headers) {
        String strength = headers.first("x-aligner-strength");
        Double asked = strength == null ? null : Strength.of(strength.strip());
        return asked != null && asked == 0 && route.bounds().leastStrength() == 0;
    }

    /** Whether the corrector is not to be asked at all. */
    boolean off() {
        return strength != null && strength == 0;
    }

    /** What an answer's headers say of them: the strength that was asked for in force, and what is not as asked for. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (strength != null) {
            headers.put("x-aligner-strength", strength.toString());
        }
        if (!clamped.isEmpty()) {
            headers.put("x-aligner-clamped", String.join(", ", clamped));
        }
        return headers;
    }
}
