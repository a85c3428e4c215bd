package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {
    @TempDir
    Path folder = Path.of("");

    private Shell shell() throws IOException {
        Path prelude = Files.writeString(folder.resolve("prelude.sh"), "trap 'failed=1' ERR\n");
        return new Shell(new ProcessBuilder().directory(folder.toFile()), prelude, folder.resolve("notes"));
    }

    @Test
    void aCommandThatFailsIsNotedWhereverItStandsAndWhatABlockSetsHoldsForTheNext() throws Exception {
        try (Shell shell = shell()) {
            assertThat(shell.run("false\nname=set\n", 20).failed()).isTrue();
            assertThat(shell.run("echo \"$name\"\n", 20)).isEqualTo(new Shell.Outcome(false, "set\n", ""));
        }
    }

    @Test
    void whatTakesTooLongIsSaidWithItsLastWordsAndNoTrace() throws Exception {
        try (Shell shell = shell()) {
            Throwable late = catchThrowable(() -> shell.run("echo step 1 of 2 && sleep 30\n", 2));
            assertThat(late).isInstanceOf(OutOfTime.class).hasMessageContainingAll("not done after 2 s", "step 1 of 2");
            assertThat(late.getStackTrace()).isEmpty();
        }
    }
}
