package dev.aligner.trainer.judge;

import dev.aligner.trainer.statistics.Share;

/** A correction against the answer it corrects, both orders heard. */
enum Verdict {
    WIN(1),
    EQUAL(0),
    LOSE(-1);

    private final int points;

    Verdict(int points) {
        this.points = points;
    }

    /**
     * A judge that prefers a place rather than a response contradicts itself when they are swapped: a tie.
     *
     * @param answerFirst what was chosen with the answer first, the correction second
     * @param correctionFirst what was chosen the other way round
     */
    static Verdict of(Choice answerFirst, Choice correctionFirst) {
        if (answerFirst == Choice.SECOND && correctionFirst == Choice.FIRST) {
            return WIN;
        }
        return answerFirst == Choice.FIRST && correctionFirst == Choice.SECOND ? LOSE : EQUAL;
    }

    /** What it adds to the net win rate: (win − lose) / (win + lose + equal). */
    Share share() {
        return new Share(points, 1);
    }
}
