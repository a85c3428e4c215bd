package dev.aligner.service.docs;

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

/** What the document says of {@code POST /v1/corrections:batch}. */
@Operation(
        operationId = "correctBatch",
        tags = "corrections",
        summary = "Correct many answers, one JSON object a line",
        description = "Each line is a request of /v1/corrections without stream and, if wanted, with an id (a string of"
                + " at most 256 characters or an integer). Each input line has one line of output, in order of"
                + " completion: a correction or {\"error\": problem}, tagged with the line's id, or where it has none"
                + " with line, its number from 1. Blank lines count and are skipped. A full queue delays a line"
                + " within its own timeout and does not fail it.",
        requestBody =
                @RequestBody(
                        required = true,
                        content =
                                @Content(
                                        mediaType = "application/x-ndjson",
                                        schema = @Schema(type = "string"),
                                        examples =
                                                @ExampleObject(name = "two lines", value = BatchOperation.TWO_LINES))))
@ApiResponse(
        responseCode = "200",
        description = "One line of output for each line of input",
        content = @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")))
@Failures
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface BatchOperation {
    String TWO_LINES = """
            {"id":"a","question":"How many legs has a spider?","answer":"Six."}
            {"question":"What is the capital of France?","answer":"Paris.","evidence":"summary"}
            """;
}
