package dev.aligner.trainer.evaluate;

import java.util.List;
import java.util.Locale;

/** Correctors that anyone could write in an hour: a trained one must beat them. */
enum TrivialAnswers implements AnswerCorrector {
    COPY {
        @Override
        String correction(Case one) {
            return one.answer();
        }
    },
    REFUSE {
        @Override
        String correction(Case one) {
            return REFUSAL;
        }
    },
    WORD_LIST {
        @Override
        String correction(Case one) {
            return WordList.STANDARD.correct(one.question().lastTurn(), one.answer(), REFUSAL);
        }
    };

    static final String REFUSAL = "I'm sorry, but I can't help with that.";

    abstract String correction(Case one);

    @Override
    public String identity() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public void correct(List<Case> cases, Outputs outputs) {
        for (Case one : cases) {
            outputs.corrected(one, new Output(correction(one), null, null, null));
        }
    }

    @Override
    public void close() {}
}
