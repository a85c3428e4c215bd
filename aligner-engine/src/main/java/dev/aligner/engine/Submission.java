package dev.aligner.engine;

import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.engine.schedule.NewSequence;
import java.util.Set;

/** A request on its way to the engine's thread. */
sealed interface Submission extends EngineCommand {
    NewSequence sequence();

    Places.Place place();

    /** Whether it belongs to work that has been served before, and so goes ahead of what waits to begin. */
    boolean goesAhead();

    /** When it was accepted, on the engine's clock. */
    long submittedNanos();

    ActiveRequest activate(TokenBytes tokenBytes, Set<Integer> endTokens);

    default long id() {
        return sequence().id();
    }

    /** A prompt to be continued. {@code seed} is the request's own or one that was drawn for it. */
    record Generating(
            NewSequence sequence,
            GenerationRequest request,
            GenerationListener listener,
            Places.Place place,
            long seed,
            long submittedNanos)
            implements Submission {
        @Override
        public boolean goesAhead() {
            return false;
        }

        @Override
        public ActiveRequest activate(TokenBytes tokenBytes, Set<Integer> endTokens) {
            return new ActiveGeneration(this, tokenBytes, endTokens);
        }
    }

    /** The beginning of a prompt, to be read before the rest of it is known. */
    record Reading(NewSequence sequence, Places.Place place, long submittedNanos) implements Submission {
        @Override
        public boolean goesAhead() {
            return false;
        }

        @Override
        public ActiveRequest activate(TokenBytes tokenBytes, Set<Integer> endTokens) {
            return new ActiveReading(this);
        }
    }

    /** A text to be scored. */
    record Scoring(
            NewSequence sequence,
            ScoreRequest request,
            ScoreListener listener,
            Places.Place place,
            boolean goesAhead,
            long submittedNanos)
            implements Submission {
        @Override
        public ActiveRequest activate(TokenBytes tokenBytes, Set<Integer> endTokens) {
            return new ActiveScoring(this);
        }
    }
}
