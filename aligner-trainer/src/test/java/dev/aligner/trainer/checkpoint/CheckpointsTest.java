package dev.aligner.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void theLatestIsTheLastThatWasWritten() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder.resolve("checkpoints"), 2);
        assertThat(checkpoints.latest()).isEmpty();

        checkpoints.write(7, text("seven"));
        checkpoints.write(12, text("twelve"));

        assertThat(checkpoints.latest()).hasValueSatisfying(latest -> {
            assertThat(latest.step()).isEqualTo(12);
            assertThat(latest.directory().resolve("state")).hasContent("twelve");
        });
    }

    @Test
    void olderOnesGo() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder, 2);
        for (int step = 1; step <= 5; step++) {
            checkpoints.write(step, text("x"));
        }

        assertThat(names()).containsExactly("latest", "step-00000004", "step-00000005");
    }

    @Test
    void oneThatCannotBeWrittenLeavesTheOneBefore() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder, 2);
        checkpoints.write(1, text("good"));

        assertThatThrownBy(() -> checkpoints.write(2, directory -> {
                    Files.writeString(directory.resolve("state"), "half");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
        assertThatThrownBy(() -> checkpoints.write(2, directory -> {
                    throw new UncheckedIOException(new IOException("No space left on device"));
                }))
                .isInstanceOf(IOException.class);

        assertThat(checkpoints.latest().orElseThrow().step()).isEqualTo(1);
        assertThat(names()).containsExactly("latest", "step-00000001");
    }

    @Test
    void whatAKilledProcessLeftIsNoCheckpointAndGoesWithTheNext() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder, 2);
        checkpoints.write(1, text("good"));
        Files.createDirectory(folder.resolve(".unfinished-step-00000002"));
        // complete, but the process was killed before it was named
        Files.createDirectory(folder.resolve("step-00000003"));

        assertThat(checkpoints.latest().orElseThrow().step()).isEqualTo(1);
        checkpoints.write(3, text("three"));

        assertThat(names()).containsExactly("latest", "step-00000001", "step-00000003");
        assertThat(checkpoints.latest().orElseThrow().step()).isEqualTo(3);
    }

    @Test
    void theSameStepCanBeWrittenAgain() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder, 1);
        checkpoints.write(4, text("first"));
        checkpoints.write(4, text("second"));

        assertThat(checkpoints.latest().orElseThrow().directory().resolve("state"))
                .hasContent("second");
    }

    @Test
    void aDamagedOneIsFound() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder, 1);
        Path state = checkpoints.write(1, text("good")).directory().resolve("state");

        Files.writeString(state, "bad!");
        assertThatThrownBy(checkpoints::latest)
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining(state + ": not as it was written");

        Files.delete(state);
        assertThatThrownBy(checkpoints::latest).hasMessageContaining(state + ": missing");

        Files.writeString(folder.resolve("latest"), "../elsewhere\n");
        assertThatThrownBy(checkpoints::latest).hasMessageContaining("expected: one of [");
    }

    private static Contents text(String text) {
        return directory -> Files.writeString(directory.resolve("state"), text);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
