package dev.aligner.trainer.synthesize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParaphrasesTest {
    private static boolean good(String before, String after) {
        return Paraphrases.good(new Carriers.Pair(before, after, "test", "MIT"), Map.of("stuff", 100, "person", 100));
    }

    @Test
    void onlyCloseCleanWholeParaphrasesAreKept() {
        assertThat(good("why do they fucking care about it", "why do they care about it"))
                .isTrue();
        assertThat(good("why do they fucking care about it", "why do they fucking care for it"))
                .isFalse();
        assertThat(good("they don't give a shit about it .", "they don't give about it ."))
                .isFalse();
        assertThat(good("he is such a huge idiot", "he is such a")).isFalse();
        assertThat(good("what a load of shit that is today", "nobody should say things like that"))
                .isFalse();
        assertThat(good("stop posting this shit here now", "stop posting this stfuf here now"))
                .isFalse();
        assertThat(good("stop posting this shit here now", "stop posting this stuff here now"))
                .isTrue();
    }

    @Test
    void similarityIsTheShareOfCommonWords() {
        assertThat(Paraphrases.similarity(List.of("a", "b", "c"), List.of("a", "c")))
                .isEqualTo(0.8);
        assertThat(Paraphrases.similarity(List.of("a"), List.of("b"))).isZero();
    }

    @Test
    void aParaphraseKeepsTheCapitalsAndTheStop() {
        assertThat(Paraphrases.alike("take care of your fucking family.", "Take care of your family"))
                .isEqualTo("take care of your family.");
    }

    @Test
    void tokensAreJoined() {
        assertThat(Paraphrases.joined("they do n't , really ( not ) care !"))
                .isEqualTo("they don't, really (not) care!");
    }
}
