package dev.aligner.service.operator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the service is doing.
 *
 * @param status {@code ready}, or why requests are refused: {@code not_ready}, {@code draining}
 * @param since Unix milliseconds: when this process began
 * @param now Unix milliseconds
 * @param queue corrections that wait for a slot
 * @param slots corrections that run: the batch of one step
 * @param tokens of all corrections since then
 * @param corrections how those ended
 * @param answers what became of the answers of routes, also of those that the corrector never saw
 * @param shadow what would have become of the answers of watched routes
 */
record Overview(
        String status,
        long since,
        long now,
        Load queue,
        Load slots,
        Tokens tokens,
        List<Ended> corrections,
        List<Answers> answers,
        List<Watched> shadow) {

    record Load(int taken, int capacity) {}

    /**
     * Tokens, as a correction's {@code usage} and {@code timings} name them.
     *
     * @param accepted those of {@code completion} that were taken from the answer itself
     * @param drafts those of the answer that were tried
     * @param passes of the model that gave new tokens
     */
    record Tokens(
            long prompt,
            @JsonProperty("cached_prompt") long cachedPrompt,
            long completion,
            @JsonProperty("accepted_draft") long accepted,
            long drafts,
            long passes) {}

    record Ended(String surface, String action, @Nullable String reason, long count) {}

    record Answers(String route, String action, String reason, long count) {}

    record Watched(String route, String verdict, long count) {}
}
