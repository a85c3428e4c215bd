package dev.aligner.relay;

import dev.aligner.upstream.AnswerStream;
import dev.aligner.upstream.rewrite.Rewriter;
import dev.aligner.upstream.rewrite.StreamRewriter;
import dev.aligner.upstream.rewrite.TrailingRewriter;
import dev.aligner.upstream.rewrite.Window;
import java.util.Locale;

/** How an answer that comes as a stream is corrected. */
public enum StreamMode {
    /** Not at all: every byte as it came. */
    OFF,
    /** Sentence by sentence, with a short hold-back. */
    WINDOW,
    /** As a whole, after its end. */
    BUFFER,
    /** Not in the text, which passes as it comes: the correction is said at its end. */
    POST_HOC;

    /**
     * A machine that treats a stream so.
     *
     * @param mostHeld bytes of events that may wait
     * @throws IllegalStateException if nothing is to be done
     */
    public Rewriter rewriter(AnswerStream stream, int mostHeld) {
        return switch (this) {
            case WINDOW -> new StreamRewriter(stream, Window.SENTENCE, mostHeld);
            case BUFFER -> new StreamRewriter(stream, Window.WHOLE, mostHeld);
            case POST_HOC -> new TrailingRewriter(stream, mostHeld);
            case OFF -> throw new IllegalStateException("mode: off (expected: one that corrects)");
        };
    }

    static StreamMode of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** As headers and settings spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
