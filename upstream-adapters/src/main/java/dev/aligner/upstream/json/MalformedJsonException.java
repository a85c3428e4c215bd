package dev.aligner.upstream.json;

/** A text that is not JSON. The message says where, and never what stood there. */
public final class MalformedJsonException extends RuntimeException {
    MalformedJsonException(String message) {
        super(message);
    }
}
