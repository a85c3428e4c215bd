package dev.aligner.service.docs;

import dev.aligner.service.problem.Problem;
import dev.aligner.service.wire.AdapterCall;
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

/** What the document says of {@code POST /admin/correctors}. */
@Operation(
        operationId = "addCorrector",
        tags = "admin",
        summary = "Add a corrector while the service serves",
        description =
                "A LoRA adapter over the loaded base model, which requests choose by its id from then on. The path is"
                        + " relative to aligner.admin.adapters, and nothing outside of it is reached. Needs the scope admin.",
        requestBody =
                @RequestBody(
                        required = true,
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = AdapterCall.class),
                                        examples =
                                                @ExampleObject(
                                                        name = "an adapter",
                                                        value = "{\"id\":\"kinder\",\"path\":\"kinder-v2\"}"))))
@ApiResponse(responseCode = "201", description = "All that are loaded now")
@ApiResponse(
        responseCode = "422",
        description = "The id is taken, the path is none below the directory, or there is no adapter that fits",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@Failures
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AddCorrectorOperation {}
