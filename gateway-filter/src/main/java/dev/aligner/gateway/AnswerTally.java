package dev.aligner.gateway;

import dev.aligner.relay.AnswerOutcome;

/** Is told what became of answers. */
interface AnswerTally {
    /** An answer of this route was delivered. */
    void answered(String route, AnswerOutcome outcome);

    /** An answer of a route that is watched only, by what would have been done to it. */
    void shadowed(String route, String verdict);

    /** In an application without meters. */
    AnswerTally NONE = new AnswerTally() {
        @Override
        public void answered(String route, AnswerOutcome outcome) {}

        @Override
        public void shadowed(String route, String verdict) {}
    };
}
