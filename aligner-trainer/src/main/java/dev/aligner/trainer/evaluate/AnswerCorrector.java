package dev.aligner.trainer.evaluate;

import java.util.List;

/** Something that corrects answers: a model in this process, a running service, or a trivial rule. */
interface AnswerCorrector extends AutoCloseable {
    /** What would give the same outputs again: a run may go on only with the same one. */
    String identity();

    /** Corrects all; outputs are told as they come, in any order, by one thread at a time, before this returns. */
    void correct(List<Case> cases, Outputs outputs);

    /** Hears of every case once. */
    interface Outputs {
        void corrected(Case one, Output output);

        /** There is no output, and there may be one another time. */
        void failed(Case one, String reason);
    }

    @Override
    void close();
}
