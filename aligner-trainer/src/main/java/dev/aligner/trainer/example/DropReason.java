package dev.aligner.trainer.example;

/** Why a row gives no example. */
public enum DropReason {
    /** Prompt and correction do not fit. Cut, the correction would be lost without a word, so the row goes. */
    TOO_LONG("longer than the limit"),
    /** There is nothing to correct. */
    EMPTY_ANSWER("empty answer"),
    /** An empty correction teaches to write nothing, which serving takes for a failure. */
    EMPTY_CORRECTION("empty correction"),
    /** The template has no place for the instruction or for a turn's role. */
    NOT_IN_TEMPLATE("instruction or role that the template has no place for");

    private final String description;

    DropReason(String description) {
        this.description = description;
    }

    /** In words, for reports. */
    public String description() {
        return description;
    }
}
