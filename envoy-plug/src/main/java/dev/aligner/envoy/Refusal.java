package dev.aligner.envoy;

import com.google.protobuf.ByteString;
import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.upstream.Wire;
import io.envoyproxy.envoy.service.ext_proc.v3.ImmediateResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/**
 * An error of ours in an answer's place, in the form that the clients of its wire understand.
 *
 * @param code for programs
 * @param message without quotation marks: it goes into JSON as it is
 */
record Refusal(Wire wire, StatusCode status, String code, String message) {

    /** The client asked for something that there is not; the upstream has not been asked yet. */
    static Refusal badRequest(Wire wire, AlignerException error) {
        String code = error.code().wireName();
        return new Refusal(wire, StatusCode.BadRequest, code, Objects.requireNonNullElse(error.getMessage(), code));
    }

    /** The answer could not be corrected, and is not to go out as it is. */
    static Refusal notCorrected(Wire wire, String reason) {
        return new Refusal(wire, StatusCode.ServiceUnavailable, reason, "the answer could not be corrected");
    }

    /** Why a correction failed, as one word. */
    static String reason(Throwable error) {
        if (error instanceof AlignerException known) {
            return known.code().wireName();
        }
        return error instanceof TimeoutException ? ErrorCode.DEADLINE.wireName() : "internal_error";
    }

    ProcessingResponse reply() {
        Mutation headers = new Mutation()
                .set("content-type", "application/json")
                // the upstream may have been paid for an answer already: asked again, it would be paid twice
                .set("x-should-retry", "false");
        return ProcessingResponse.newBuilder()
                .setImmediateResponse(ImmediateResponse.newBuilder()
                        .setStatus(HttpStatus.newBuilder().setCode(status))
                        .setHeaders(headers.done())
                        .setBody(ByteString.copyFromUtf8(json()))
                        .setDetails("aligner_" + code))
                .build();
    }

    private String json() {
        boolean ours = status == StatusCode.ServiceUnavailable;
        return switch (wire) {
            case ANTHROPIC_MESSAGES ->
                "{\"type\":\"error\",\"error\":{\"type\":\"" + (ours ? "overloaded_error" : "invalid_request_error")
                        + "\",\"message\":\"" + message + "\"}}";
            case GEMINI_CONTENT ->
                "{\"error\":{\"code\":" + status.getNumber() + ",\"message\":\"" + message + "\",\"status\":\""
                        + (ours ? "UNAVAILABLE" : "INVALID_ARGUMENT") + "\"}}";
            case OLLAMA_CHAT, OLLAMA_GENERATE -> "{\"error\":\"" + message + "\"}";
            case COHERE_CHAT, BEDROCK_CONVERSE -> "{\"message\":\"" + message + "\"}";
            default ->
                "{\"error\":{\"message\":\"" + message + "\",\"type\":\""
                        + (ours ? "service_unavailable_error" : "invalid_request_error") + "\",\"code\":\"" + code
                        + "\",\"param\":null}}";
        };
    }
}
