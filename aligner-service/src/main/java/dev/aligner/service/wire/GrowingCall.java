package dev.aligner.service.wire;

import dev.aligner.core.AlignerException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A call whose answer is still being written. Its first line is the call, with the answer's beginning or without an answer;
 * each other line is {@code {"append": "text"}}. However the answer is cut, the whole call is the one that would have said
 * it at once. For one thread at a time.
 */
public final class GrowingCall {
    private final CorrectionReader reader;
    private final StringBuilder answer = new StringBuilder();
    private int answerChars;
    private @Nullable CorrectionCall begun;

    public GrowingCall(CorrectionReader reader) {
        this.reader = reader;
    }

    /**
     * The next line.
     *
     * @param number from 1
     * @throws AlignerException for a field that is wrong or too large
     * @throws MalformedInputException if it is no JSON
     */
    public void take(long number, byte[] line) {
        JsonNode tree = parsed(number, line);
        String more;
        if (begun == null) {
            begun = reader.readBegun(tree);
            more = begun.request().answer();
        } else {
            more = reader.readAppended("lines[" + (number - 1) + "]", tree, answerChars);
        }
        answer.append(more);
        answerChars += more.codePointCount(0, more.length());
    }

    private static JsonNode parsed(long number, byte[] line) {
        try {
            return StrictJson.parse(line);
        } catch (MalformedInputException e) {
            throw new MalformedInputException("line " + number + " of the body, by itself: " + e.getMessage());
        }
    }

    /**
     * The call as the first line says it.
     *
     * @throws MalformedInputException if there was none
     */
    public CorrectionCall begun() {
        if (begun == null) {
            throw new MalformedInputException("body: empty (expected: a line with a JSON object)");
        }
        return begun;
    }

    /** What there is of the answer. */
    public CharSequence answer() {
        return answer;
    }

    /**
     * The call with the answer as it is now.
     *
     * @throws MalformedInputException if no line came
     */
    public CorrectionCall whole() {
        return begun().withAnswer(answer.toString());
    }
}
