package dev.aligner.service.docs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The body of a request, for the document alone: the reader works on the tree, to say precisely what is wrong. */
@Schema(
        name = "CorrectionRequest",
        description = "Exactly one of question and messages. Unknown fields are refused.",
        additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record CorrectionBody(
        @Schema(description = "What the upstream model was asked", example = "How many legs has a spider?")
        String question,

        @ArraySchema(
                arraySchema =
                        @Schema(description = "Instead of question: the conversation; the last turn is the user's"))
        List<Turn> messages,

        @Schema(
                requiredMode = Schema.RequiredMode.REQUIRED,
                description = "What the upstream model answered",
                example = "A spider has six legs.")
        String answer,

        @Schema(description = "What to change, as free text or the name of a configured instruction")
        String instruction,

        @Schema(
                description = "0 returns the original, 1 is the corrector as it was trained",
                minimum = "0",
                maximum = "2",
                defaultValue = "1")
        double strength,

        @Schema(description = "Id of the corrector, see /v1/models; absent for the one that is loaded")
        String model,

        SamplingBody sampling,

        @Schema(
                description = "summary adds edit_count, full adds edit_count and edits",
                allowableValues = {"none", "summary", "full"},
                defaultValue = "none")
        String evidence,

        @Schema(description = "Answer with server-sent events, as Accept: text/event-stream does")
        boolean stream,

        @Schema(description = "How long the caller waits", minimum = "1") @JsonProperty("timeout_ms")
        long timeoutMillis) {

    @Schema(name = "Message", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
    record Turn(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    allowableValues = {"system", "user", "assistant"})
            String role,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            String content) {}

    @Schema(
            name = "Sampling",
            description = "How the corrector chooses its next token; absent: always the most probable one",
            additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
    record SamplingBody(
            @Schema(minimum = "0", maximum = "2", defaultValue = "0")
            double temperature,

            @Schema(description = "0: all", minimum = "0", defaultValue = "0") @JsonProperty("top_k")
            int topK,

            @Schema(minimum = "0", exclusiveMinimum = true, maximum = "1", defaultValue = "1") @JsonProperty("top_p")
            double topP,

            @Schema(minimum = "0", exclusiveMinimum = true, maximum = "2", defaultValue = "1")
            @JsonProperty("repetition_penalty")
            double repetitionPenalty,

            @Schema(minimum = "-2", maximum = "2", defaultValue = "0") @JsonProperty("frequency_penalty")
            double frequencyPenalty,

            @Schema(description = "The same seed gives the same output")
            long seed,

            @Schema(minimum = "1") @JsonProperty("max_tokens")
            int maxTokens,

            @ArraySchema(maxItems = 8, schema = @Schema(minLength = 1, maxLength = 64))
            List<String> stop) {}
}
