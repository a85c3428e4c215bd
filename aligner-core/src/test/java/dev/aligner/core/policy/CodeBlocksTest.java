package dev.aligner.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodeBlocksTest {
    private static final String TWO = """
            Use the damn loop:

            ```python
            print(1)  # damn
            ```

            Or this:

            ~~~
            print(2)
            ~~~""";

    @Test
    void textAroundCodeMayChange() {
        assertThat(CodeBlocks.kept(TWO, TWO.replace("the damn loop", "the loop") + "\n"))
                .isTrue();
        assertThat(CodeBlocks.kept("No code.", "None.")).isTrue();
    }

    @Test
    void anAnswerMayBeReplacedByOneWithoutCode() {
        assertThat(CodeBlocks.kept(TWO, "I'm sorry, but I can't help with that."))
                .isTrue();
    }

    @Test
    void codeMayNotChangeNorAppearNorBeLeftOutInPart() {
        assertThat(CodeBlocks.kept(TWO, TWO.replace("  # damn", ""))).isFalse();
        assertThat(CodeBlocks.kept(TWO, TWO.substring(0, TWO.indexOf("Or this"))))
                .isFalse();
        assertThat(CodeBlocks.kept("No code.", "```\nx\n```")).isFalse();
        assertThat(CodeBlocks.kept(TWO, TWO.substring(0, TWO.length() - 3))).isFalse();
    }
}
