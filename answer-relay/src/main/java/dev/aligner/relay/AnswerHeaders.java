package dev.aligner.relay;

import dev.aligner.core.Timings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The headers with which an answer says what was done to it. On a route that is strict there are none. */
public final class AnswerHeaders {
    /** Of the jar; classes that are in none have no version. */
    private static final @Nullable String VERSION =
            AnswerHeaders.class.getPackage().getImplementationVersion();

    private AnswerHeaders() {}

    /**
     * Those of an answer of which it is known what was done to it.
     *
     * @param model the corrector's name, or null where that is not known
     * @param streamed whether it comes as a stream, which went through as it is
     * @param held how long all of it lay here
     */
    public static Map<String, String> of(
            Plan plan,
            Supplier<? extends @Nullable String> model,
            boolean streamed,
            AnswerOutcome outcome,
            Duration held) {
        if (plan.policy().strict()) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-aligner-stream-mode", streamed ? StreamMode.OFF.wireName() : "none");
        headers.put("x-aligner-action", outcome.action().name());
        headers.put("x-aligner-edit-ratio", ratio(outcome.ratio()));
        headers.put("x-aligner-overhead-ms", Long.toString(held.toMillis()));
        headers.put("Server-Timing", timing(outcome.spent()));
        Why reason = outcome.reason();
        if (reason != null) {
            headers.put("x-aligner-reason", reason.wireName());
        }
        common(headers, plan, model.get());
        return headers;
    }

    /** Those of a stream that is corrected as it passes: they go out before anything of it is known. */
    public static Map<String, String> ofStream(Plan plan, @Nullable String model) {
        if (plan.policy().strict()) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-aligner-stream-mode", plan.controls().stream().wireName());
        common(headers, plan, model);
        return headers;
    }

    private static void common(Map<String, String> headers, Plan plan, @Nullable String model) {
        if (model != null) {
            headers.put("x-aligner-model", model);
        }
        if (plan.id() != null) {
            headers.put("x-aligner-id", plan.id());
        }
        if (VERSION != null) {
            headers.put("x-aligner-version", VERSION);
        }
        headers.putAll(plan.controls().headers());
    }

    /** Of all corrections: what they waited, and the rest. */
    private static String timing(Timings spent) {
        long queue = spent.queue().toMillis();
        return "queue;dur=" + queue + ", infer;dur=" + (spent.total().toMillis() - queue);
    }

    private static String ratio(double ratio) {
        return ratio == 0 ? "0.000" : String.format(Locale.ROOT, "%.3f", ratio);
    }
}
