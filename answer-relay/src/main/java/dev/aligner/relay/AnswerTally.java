package dev.aligner.relay;

/** Is told what became of answers. */
public interface AnswerTally extends Shadow.Verdicts {
    /** An answer of this route was delivered, or refused. */
    void answered(String route, AnswerOutcome outcome);

    /** In an application without meters. */
    AnswerTally NONE = new AnswerTally() {
        @Override
        public void answered(String route, AnswerOutcome outcome) {}

        @Override
        public void shadowed(String route, String verdict) {}
    };
}
