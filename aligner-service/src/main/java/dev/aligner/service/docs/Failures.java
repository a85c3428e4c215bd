package dev.aligner.service.docs;

import dev.aligner.service.problem.Problem;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What any request with a body may be refused with. */
@ApiResponse(
        responseCode = "400",
        description = "Not JSON, bad UTF-8, a field given twice, nested too deep",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@ApiResponse(
        responseCode = "406",
        description = "Accept names nothing that can be sent",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@ApiResponse(
        responseCode = "413",
        description = "Body or a field over its limit, which the detail names",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@ApiResponse(
        responseCode = "415",
        description = "Another Content-Type",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@ApiResponse(
        responseCode = "500",
        description = "The service's own fault",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@ApiResponse(
        responseCode = "503",
        description = "Queue full, loading or shutting down; Retry-After says when to try again",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@Refusals
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.ANNOTATION_TYPE)
@interface Failures {}
