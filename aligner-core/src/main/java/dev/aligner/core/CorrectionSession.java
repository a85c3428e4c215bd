package dev.aligner.core;

/**
 * An answer that is still being written. What there is of it is read meanwhile, so that its correction begins sooner; the
 * correction is the one that the whole answer would get at once. A session that is dropped needs no end: it holds
 * nothing but its text. For one writer.
 */
public final class CorrectionSession {
    /** Reading costs a look at all that was written, so it waits for a sentence or two. */
    private static final int READ_AFTER_CHARS = 160;

    private final int readAfterChars;
    private final Corrector corrector;
    private final CorrectionRequest request;
    private final StringBuilder answer;
    private int read;

    /** @param begun what is corrected, with the beginning of its answer, which may be empty */
    public CorrectionSession(Corrector corrector, CorrectionRequest begun) {
        this(corrector, begun, READ_AFTER_CHARS);
    }

    /** @param readAfterChars so much more must have been written before the corrector looks at it again */
    public CorrectionSession(Corrector corrector, CorrectionRequest begun, int readAfterChars) {
        this.readAfterChars = readAfterChars;
        this.corrector = corrector;
        this.request = begun;
        this.answer = new StringBuilder(begun.answer());
    }

    /** More of the answer. */
    public void append(String text) {
        answer.append(text);
        if (answer.length() - read >= readAfterChars) {
            read = answer.length();
            corrector.readAhead(request.withAnswer(answer.toString()));
        }
    }

    /**
     * The answer is whole; its time begins to run. The session is over.
     *
     * @throws AlignerException as {@link Corrector#correct}
     */
    public CorrectionTask finish(CorrectionListener listener) {
        return corrector.correct(request.withAnswer(answer.toString()), listener);
    }
}
