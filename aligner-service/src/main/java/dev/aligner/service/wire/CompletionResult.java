package dev.aligner.service.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A completion in OpenAI's form, or a piece of one.
 *
 * @param created Unix seconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CompletionResult(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        @Nullable Counts usage) {

    /**
     * The one there is.
     *
     * @param promptLogprobs in vLLM's form: for each token of the prompt an object from its id, null for the first
     */
    public record Choice(
            int index,
            String text,
            @JsonProperty("finish_reason") @Nullable String finishReason,

            @JsonProperty("prompt_logprobs") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<@Nullable Map<String, TokenScore>> promptLogprobs) {}

    /** How probable a token is. */
    public record TokenScore(double logprob) {}

    /** Tokens of a completion. */
    public record Counts(
            @JsonProperty("prompt_tokens") int promptTokens,
            @JsonProperty("completion_tokens") int completionTokens,
            @JsonProperty("total_tokens") int totalTokens) {
        static Counts of(Usage usage) {
            return new Counts(
                    usage.promptTokens(), usage.completionTokens(), usage.promptTokens() + usage.completionTokens());
        }
    }

    /** What all pieces of one completion have in common. */
    public record Head(String id, long created, String model) {
        public CompletionResult text(String text) {
            return of(List.of(new Choice(0, text, null, null)), null);
        }

        public CompletionResult end(FinishReason reason) {
            return of(List.of(new Choice(0, "", name(reason), null)), null);
        }

        public CompletionResult usage(Usage usage) {
            return of(List.of(), Counts.of(usage));
        }

        public CompletionResult whole(
                String text,
                FinishReason reason,
                Usage usage,
                @Nullable List<@Nullable Map<String, TokenScore>> promptLogprobs) {
            return of(List.of(new Choice(0, text, name(reason), promptLogprobs)), Counts.of(usage));
        }

        private CompletionResult of(List<Choice> choices, @Nullable Counts usage) {
            return new CompletionResult(id, "text_completion", created, model, choices, usage);
        }

        private static String name(FinishReason reason) {
            return switch (reason) {
                case STOP, STOP_SEQUENCE -> "stop";
                case LENGTH -> "length";
            };
        }
    }
}
