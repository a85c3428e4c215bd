package dev.aligner.service.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.scheduler.VirtualTimeScheduler;

class WatchedFileTest {

    private static final Duration PERIOD = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<String> read = new ArrayList<>();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("file");
        Files.writeString(file, "one");
    }

    @Test
    void eachContentIsReadOnce() throws IOException {
        watch();
        time.advanceTimeBy(PERIOD.multipliedBy(3));
        Files.writeString(file, "two");
        time.advanceTimeBy(PERIOD.multipliedBy(3));
        assertThat(read).containsExactly("one", "two");
    }

    @Test
    void aFileThatIsGoneOrRefusedDoesNotStopTheLooks() throws IOException {
        watch();
        Files.delete(file);
        time.advanceTimeBy(PERIOD);
        Files.writeString(file, "bad");
        time.advanceTimeBy(PERIOD.multipliedBy(2));
        Files.writeString(file, "three");
        time.advanceTimeBy(PERIOD);
        assertThat(read).containsExactly("one", "bad", "three");
    }

    @Test
    void theFirstContentMustBeGood() throws IOException {
        Files.writeString(file, "bad");
        assertThatThrownBy(this::watch).isInstanceOf(IllegalArgumentException.class);
        Files.delete(file);
        assertThatThrownBy(this::watch).isInstanceOf(IOException.class);
    }

    @Test
    void closedItReadsNoMore() throws IOException {
        watch().close();
        Files.writeString(file, "two");
        time.advanceTimeBy(PERIOD.multipliedBy(2));
        assertThat(read).containsExactly("one");
    }

    private WatchedFile watch() throws IOException {
        return new WatchedFile(file, PERIOD, time, content -> {
            read.add(new String(content, UTF_8));
            if (read.get(read.size() - 1).equals("bad")) {
                throw new IllegalArgumentException("bad");
            }
        });
    }
}
