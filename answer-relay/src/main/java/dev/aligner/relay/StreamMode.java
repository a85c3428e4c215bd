package dev.aligner.relay;

import java.util.Locale;

/** How an answer that comes as a stream is corrected. */
public enum StreamMode {
    /** Not at all: every byte as it came. */
    OFF,
    /** Sentence by sentence, with a short hold-back. */
    WINDOW,
    /** As a whole, after its end. */
    BUFFER;

    /** As headers and settings spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
