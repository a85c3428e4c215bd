package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceCorrectionsTest {
    private static final Question QUESTION = Question.of("How are you?");

    @SuppressWarnings("NullAway.Init")
    private CorrectorService service;

    @SuppressWarnings("NullAway.Init")
    private Corrections corrections;

    @BeforeEach
    void start() throws IOException {
        service = new CorrectorService();
        corrections = new ServiceCorrections(service.uri());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void correctsAndSaysWhatItIs() {
        assertThat(corrections.name()).isEqualTo(new ModelName("checker", "abc"));
        assertThat(corrections.correct(QUESTION, "Fine.", null).join())
                .isEqualTo(new Corrections.Corrected("Fine. [checked]", 0.25, 1.5, null));
        assertThat(corrections.correct(QUESTION, "good", "Shorter.").join())
                .isEqualTo(new Corrections.Corrected("good", 0, null, null));
    }

    @Test
    void aFullQueueIsAskedAgain() {
        service.busy.set(3);

        assertThat(corrections.correct(QUESTION, "Fine.", null).join().text()).isEqualTo("Fine. [checked]");
        assertThat(service.busy).hasValue(0);
    }

    @Test
    void whatOnlyThisAnswerIsToBlameForIsToldFromABrokenService() {
        assertFails("too large", ErrorCode.TOO_LARGE, "HTTP 413 answer: too large");
        assertFails("broken", ErrorCode.MODEL_FAILED, "HTTP 500 engine: broken");
    }

    @Test
    void nothingThereIsSaidAtOnce() {
        URI nowhere = URI.create("http://127.0.0.1:9");

        assertThatThrownBy(() -> new ServiceCorrections(nowhere)).hasMessageContaining("no list of models");
    }

    private void assertFails(String answer, ErrorCode code, String message) {
        assertThatThrownBy(() -> InOrder.join(corrections.correct(QUESTION, answer, null)))
                .isInstanceOfSatisfying(
                        AlignerException.class,
                        error -> assertThat(error.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
