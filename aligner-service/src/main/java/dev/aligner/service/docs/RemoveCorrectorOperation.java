package dev.aligner.service.docs;

import dev.aligner.service.problem.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the document says of {@code DELETE /admin/correctors/{id}}. */
@Operation(
        operationId = "removeCorrector",
        tags = "admin",
        summary = "Remove a corrector that was added",
        description = "What is under way ends as it would have; its memory is free then. Needs the scope admin.")
@ApiResponse(responseCode = "204", description = "It is not there any more")
@ApiResponse(
        responseCode = "404",
        description = "None of this id was added",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@Refusals
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RemoveCorrectorOperation {}
