package dev.aligner.service.config;

/** A configured key under {@code aligner} that means nothing: a typing error that would otherwise be a silent default. */
public final class UnknownKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String nearest;

    UnknownKeyException(String key, String source, String nearest) {
        super(key + ": unknown key in " + source + " (nearest known: " + nearest + ")");
        this.nearest = nearest;
    }

    public String nearest() {
        return nearest;
    }
}
