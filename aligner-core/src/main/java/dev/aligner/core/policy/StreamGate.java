package dev.aligner.core.policy;

import java.util.Optional;

/**
 * Decides which part of an output may leave while it is still being written. Fed with an output's deltas and at the end
 * with the verdict, it hands out pieces that joined are the delivered text.
 *
 * <p>What is delivered is {@link EdgeWhitespace#around} the output, or the answer itself. So the answer's leading white
 * space goes first, and white space at the output's end waits until something follows it. A piece never ends within a
 * surrogate pair. How much has left depends on how much of the output has come, not on how that was cut into deltas.
 *
 * <p>Not safe for several threads: owned by whoever feeds it.
 */
public final class StreamGate {
    private final CorrectionPolicy.Streaming streaming;
    private final String answer;
    /** The answer's leading white space and the output without its own. */
    private final StringBuilder text;

    private final int coreStart;
    /** Up to where the text can no longer be trimmed. */
    private int settled;
    /** Up to where the settled text is the answer's. */
    private int agreed;

    private int released;

    /** A gate for one correction of {@code answer}. */
    public StreamGate(CorrectionPolicy.Streaming streaming, String answer) {
        this.streaming = streaming;
        this.answer = answer;
        String leading = EdgeWhitespace.of(answer).leading();
        this.text = new StringBuilder(leading);
        this.coreStart = leading.length();
    }

    /** More output; returns what may leave now, empty if nothing may. */
    public String output(String delta) {
        for (int i = 0; i < delta.length(); i++) {
            add(delta.charAt(i));
        }
        int end = switch (streaming) {
            case DECIDED -> agreement();
            case EAGER -> settled;
        };
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        if (end <= released) {
            return "";
        }
        String piece = text.substring(released, end);
        released = end;
        return piece;
    }

    /**
     * The verdict: what is delivered after all. Returns the rest of it, or empty if what has left is not how it begins,
     * so that the stream can only end in an error. With {@link CorrectionPolicy.Streaming#DECIDED} there is always a
     * rest if {@code delivered} is the answer, or its edges around the output.
     */
    public Optional<String> rest(String delivered) {
        return delivered.startsWith(text.substring(0, released))
                ? Optional.of(delivered.substring(released))
                : Optional.empty();
    }

    private void add(char unit) {
        boolean space = EdgeWhitespace.isSpace(unit);
        if (space && text.length() == coreStart) {
            return;
        }
        text.append(unit);
        if (!space) {
            settled = text.length();
        }
    }

    private int agreement() {
        int most = Math.min(settled, answer.length());
        while (agreed < most && text.charAt(agreed) == answer.charAt(agreed)) {
            agreed++;
        }
        return agreed;
    }
}
