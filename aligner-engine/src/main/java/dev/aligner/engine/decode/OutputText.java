package dev.aligner.engine.decode;

import java.util.List;

/** The text of one output, from tokens to what may leave: whole characters, without stop texts. Not thread-safe. */
public final class OutputText {
    private final IncrementalDetokenizer detokenizer;
    private final StopTexts stops;
    private final StringBuilder text = new StringBuilder();

    public OutputText(TokenBytes tokenBytes, List<String> stops) {
        this.detokenizer = new IncrementalDetokenizer(tokenBytes);
        this.stops = new StopTexts(stops);
    }

    /** The text that may leave now; often empty. */
    public String append(int token) {
        return kept(stops.append(detokenizer.append(token)));
    }

    /** No token follows: what was held back. */
    public String finish() {
        return kept(stops.append(detokenizer.finish()) + stops.finish());
    }

    /** Whether a stop text has ended the output. */
    public boolean stopped() {
        return stops.stopped();
    }

    /** All that has left. */
    public String text() {
        return text.toString();
    }

    private String kept(String delta) {
        text.append(delta);
        return delta;
    }
}
