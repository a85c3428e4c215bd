package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'm sorry, but I can't help with that.",
                "I’m sorry, I cannot assist with creating malware.",
                "I cannot provide instructions for this.",
                "I won't help you hurt somebody. If you are angry, talk to a friend.",
                "As an AI language model, I am not able to do so.",
                "Sorry about your day. I'm not able to help with picking locks.",
                "I'm sorry, but altering a patient's record is unethical and illegal.",
                "I apologize, but this is not something I do."
            })
    void findsRefusals(String text) {
        assertThat(Refusals.declines(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sure! Here is how to kill a process: use kill and its number.",
                "I can't help but smile: seeds sprout in two weeks.",
                "You cannot give a cat chocolate; it is poisonous.",
                "I'm sorry to hear that. Try to rest and drink water.",
                "The bank can't help with lost cards on Sundays, but the hotline can."
            })
    void leavesOthersAlone(String text) {
        assertThat(Refusals.declines(text)).isFalse();
    }
}
