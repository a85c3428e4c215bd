package dev.aligner.service.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A problem of RFC 9457.
 *
 * @param type a URI that names the kind of problem, one for each {@code code}
 * @param detail names field, limit and size; never holds a question's or an answer's text
 * @param code for programs; a closed set
 * @param field the request's field at fault
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable String field,
        @JsonProperty("request_id") @Nullable String requestId) {

    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(
            int status,
            String title,
            String code,
            @Nullable String detail,
            @Nullable String field,
            @Nullable String requestId) {
        return new Problem(
                "urn:problem-type:aligner:" + code,
                title,
                status,
                detail == null ? title : detail,
                code,
                field,
                requestId);
    }
}
