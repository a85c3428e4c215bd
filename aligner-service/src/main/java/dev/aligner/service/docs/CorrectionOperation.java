package dev.aligner.service.docs;

import dev.aligner.service.problem.Problem;
import dev.aligner.service.wire.CorrectionResult;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the document says of {@code POST /v1/corrections}. */
@Operation(
        operationId = "correct",
        tags = "corrections",
        summary = "Correct one answer",
        description =
                "An answer that is still being written may be sent as it comes, as application/x-ndjson: the first"
                        + " line is the request, with the beginning of the answer or without one, each other line is {\"append\":"
                        + " text}, and the end of the body is the end of the answer. The correction is the one that the whole"
                        + " answer would get; it begins sooner, as the corrector reads along where it has nothing else to do. The"
                        + " response comes behind the end, and what is wrong with a line at once: field names it, as"
                        + " lines[2].append, lines counted from 0. A blank line says nothing and keeps the body alive.",
        requestBody =
                @RequestBody(
                        required = true,
                        content = {
                            @Content(
                                    mediaType = "application/json",
                                    schema = @Schema(implementation = CorrectionBody.class),
                                    examples = {
                                        @ExampleObject(name = "smallest", value = CorrectionOperation.SMALLEST),
                                        @ExampleObject(name = "conversation", value = CorrectionOperation.CONVERSATION)
                                    }),
                            @Content(
                                    mediaType = "application/x-ndjson",
                                    schema = @Schema(type = "string"),
                                    examples =
                                            @ExampleObject(name = "three lines", value = CorrectionOperation.GROWING))
                        }))
@ApiResponse(
        responseCode = "200",
        description = "The correction. As events: delta {\"text\"}, then one result with the whole object or one"
                + " error with a problem. usage counts tokens: prompt_tokens of which cached_prompt_tokens had been read"
                + " before, completion_tokens of which accepted_draft_tokens cost no step of their own; timings.passes are"
                + " the model's passes that gave new tokens, timings.draft_tokens what was tried in them",
        content = {
            @Content(mediaType = "application/json", schema = @Schema(implementation = CorrectionResult.class)),
            @Content(mediaType = "text/event-stream", schema = @Schema(type = "string"))
        })
@ApiResponse(
        responseCode = "404",
        description = "The model named is not loaded",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@ApiResponse(
        responseCode = "422",
        description = "A field is missing, unknown, of the wrong type or out of range; the detail names it",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@ApiResponse(
        responseCode = "502",
        description = "The model's output is unusable and the policy says to fail",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@ApiResponse(
        responseCode = "504",
        description = "The timeout passed",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@Failures
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CorrectionOperation {
    String SMALLEST = "{\"question\":\"How many legs has a spider?\",\"answer\":\"A spider has six legs.\"}";
    String GROWING = """
            {"question":"How many legs has a spider?","answer":"A spider"}
            {"append":" has six"}
            {"append":" legs."}
            """;
    String CONVERSATION = "{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
            + "{\"role\":\"user\",\"content\":\"How many legs has a spider?\"}],"
            + "\"answer\":\"A spider has six legs.\",\"instruction\":\"Correct the facts.\",\"strength\":1,"
            + "\"evidence\":\"full\",\"timeout_ms\":20000,"
            + "\"sampling\":{\"temperature\":0.2,\"top_k\":40,\"seed\":7,\"max_tokens\":64,\"stop\":[\"###\"]}}";
}
