package dev.aligner.service.wire;

/**
 * The input is not JSON at all: bad UTF-8, broken syntax, a name given twice, too deep. The message says where and never
 * quotes more than a field's name.
 */
public final class MalformedInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedInputException(String message) {
        super(message, null, true, false);
    }
}
