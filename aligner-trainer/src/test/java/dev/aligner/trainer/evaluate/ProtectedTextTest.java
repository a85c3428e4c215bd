package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProtectedTextTest {
    @Test
    void code() {
        assertThat(ProtectedText.CODE.in("Run `ls -l`:\n```sh\nls\n```\nthen ```open"))
                .containsExactly("`ls -l`", "```sh\nls\n```", "```open");
    }

    @Test
    void json() {
        assertThat(ProtectedText.JSON.in("Send {\"a\": [1, {\"b\": \"}\"}]} or [1, 2], not {x}, [1], {} or [PERSON]."))
                .containsExactly("{\"a\": [1, {\"b\": \"}\"}]}", "[1, 2]");
    }

    @Test
    void addresses() {
        assertThat(ProtectedText.URL.in("See https://a.org/x?y=1#z. (Or www.b.com/c), mailto:me@d.eu!"))
                .containsExactly("https://a.org/x?y=1#z", "www.b.com/c", "mailto:me@d.eu");
    }

    @Test
    void numbers() {
        assertThat(ProtectedText.NUMBER.in("In 2024-05-01, -3.5 of 1,000 (10:30), see B2B."))
                .containsExactly("2024-05-01", "-3.5", "1,000", "10:30");
    }
}
