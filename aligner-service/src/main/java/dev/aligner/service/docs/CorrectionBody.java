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
                description =
                        "0 returns the original, 1 is the corrector as it was trained; what lies between and beyond"
                                + " needs a corrector with a reference; absent for the corrector's own",
                minimum = "0",
                maximum = "2")
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
        long timeoutMillis,

        @Schema(
                description = "The correction is corrected again, at most so often altogether, until nothing changes",
                minimum = "1",
                maximum = "8",
                defaultValue = "1")
        int passes,

        @Schema(
                description =
                        "Of so many corrections the one with the largest margin; needs a sampling.temperature above 0",
                minimum = "1",
                maximum = "16",
                defaultValue = "1")
        @JsonProperty("best_of")
        int bestOf,

        @Schema(
                description =
                        "By how much more probable than the unchanged text a correction must be, in nats; less than"
                                + " the corrector asks for itself changes nothing")
        @JsonProperty("min_margin")
        double minMargin,

        @Schema(
                description =
                        "Moves the model's states towards correcting, or towards copying where it is negative; needs a"
                                + " corrector with a control vector",
                minimum = "-4",
                maximum = "4",
                defaultValue = "0")
        double steering) {

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
