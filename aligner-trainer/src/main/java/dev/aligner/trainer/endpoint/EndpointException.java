package dev.aligner.trainer.endpoint;

/** The endpoint gave no usable reply. The message names the endpoint and the reason, never the key or the prompt. */
public final class EndpointException extends RuntimeException {
    private final boolean lasting;

    EndpointException(String message, boolean lasting, Throwable cause) {
        super(message, cause);
        this.lasting = lasting;
    }

    EndpointException(String message, boolean lasting) {
        super(message);
        this.lasting = lasting;
    }

    /** Whether asking the same again will fail the same way: a wrong key, an unknown model, a malformed request. */
    public boolean lasting() {
        return lasting;
    }
}
