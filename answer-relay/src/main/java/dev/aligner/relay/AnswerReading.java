package dev.aligner.relay;

import dev.aligner.upstream.Piece;
import dev.aligner.upstream.rewrite.Rewriter;
import java.util.HashMap;
import java.util.Map;
import reactor.core.Disposable;

/** Lets a corrector read the texts of an answer as they come, each until its first correction is asked for. */
final class AnswerReading {
    private final PieceCorrector corrector;
    private final Disposable.Composite running;
    private final Runnable free;
    private final Map<Piece, ReadAlong> texts = new HashMap<>();

    /**
     * @param running gets what is under way
     * @param free told when the corrector would read on, on whatever thread
     */
    AnswerReading(PieceCorrector corrector, Disposable.Composite running, Runnable free) {
        this.corrector = corrector;
        this.running = running;
        this.free = free;
    }

    /** More may have come. */
    void look(Rewriter rewriter) {
        rewriter.begun(
                (piece, text) -> texts.computeIfAbsent(piece, begun -> begin()).grown(text));
    }

    private ReadAlong begin() {
        ReadAlong text = new ReadAlong(corrector::readAhead, free);
        running.add(text);
        return text;
    }

    /** The corrector is asked for its text now, or never will be. */
    void over(Piece piece) {
        ReadAlong text = texts.remove(piece);
        if (text != null) {
            running.remove(text);
            text.dispose();
        }
    }
}
