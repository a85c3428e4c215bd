package dev.aligner.service.problem;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** A request whose transfer, rather than its content, cannot be accepted. */
public final class RefusedRequestException extends ResponseStatusException {
    private static final long serialVersionUID = 1L;

    private final String detail;
    private final transient HttpHeaders headers = new HttpHeaders();

    private RefusedRequestException(HttpStatus status, String detail, String header, String value) {
        super(status, detail);
        this.detail = detail;
        headers.set(header, value);
    }

    /** 408: the rest of the body did not come; the connection is of no more use, as the rest may come yet. */
    public static RefusedRequestException tooSlow(String detail) {
        return new RefusedRequestException(HttpStatus.REQUEST_TIMEOUT, detail, HttpHeaders.CONNECTION, "close");
    }

    /** 415: the body is compressed. */
    static RefusedRequestException encoded() {
        return new RefusedRequestException(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "Content-Encoding: not supported (expected: none, or identity)",
                HttpHeaders.ACCEPT_ENCODING,
                "identity");
    }

    /** What is told; holds nothing of the request. */
    public String detail() {
        return detail;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }
}
