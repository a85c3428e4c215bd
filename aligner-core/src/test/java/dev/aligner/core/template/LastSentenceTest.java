package dev.aligner.core.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastSentenceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "One. Two.#Two.",
                "One. Two#Two",
                "One#One",
                "One? Two! Three...#Three...",
                "Pi is 3.14 or so.#Pi is 3.14 or so.",
                "Ask. Insects, e.g. ants, have six.#Insects, e.g. ants, have six.",
                "Ask. That is, i.e. never.#That is, i.e. never.",
                "List. 1. Ants#1. Ants",
                "Born in 1999. Died.#Died.",
                "See example.com now#See example.com now",
            })
    void lastSentenceFollowsTheLastStopBeforeText(String answer, String last) {
        assertThat(answer.substring(LastSentence.start(answer))).isEqualTo(last);
    }
}
