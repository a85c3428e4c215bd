package dev.aligner.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CorrectionSessionTest {
    /** Notes what it is asked. */
    private static final class Noting implements Corrector {
        final List<String> begun = new ArrayList<>();
        final List<CorrectionRequest> asked = new ArrayList<>();

        @Override
        public CorrectorCard card() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CorrectionTask correct(CorrectionRequest request, CorrectionListener listener) {
            asked.add(request);
            return () -> {};
        }

        @Override
        public void readAhead(CorrectionRequest request) {
            begun.add(request.answer());
        }

        @Override
        public CorrectorLoad load() {
            return new CorrectorLoad(0, 0);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    private static final CorrectionListener NOBODY = new CorrectionListener() {
        @Override
        public void delta(String text) {}

        @Override
        public void corrected(Correction correction) {}

        @Override
        public void failed(AlignerException error) {}
    };

    private static CorrectionRequest begun(String answer) {
        return new CorrectionRequest(
                Question.of("Why?"), answer, "Be brief.", 1.0, Sampling.GREEDY, Duration.ofSeconds(1));
    }

    @Property
    void howeverItComesTheWholeAnswerIsCorrectedOnce(@ForAll @Size(max = 40) List<String> pieces) {
        Noting corrector = new Noting();
        CorrectionSession session = corrector.open(begun("It"));

        pieces.forEach(session::append);
        session.finish(NOBODY);

        String whole = "It" + String.join("", pieces);
        assertThat(corrector.asked).containsExactly(begun(whole));
        assertThat(corrector.begun).allMatch(whole::startsWith);
    }

    @Test
    void readingWaitsForASentenceOrTwo() {
        Noting corrector = new Noting();
        CorrectionSession session = corrector.open(begun(""));

        for (int i = 0; i < 400; i++) {
            session.append("x");
        }

        assertThat(corrector.begun).extracting(String::length).containsExactly(160, 320);
    }
}
