package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The blocks of one page, from its beginning to its end, in one shell and in a folder that is a clone of the repository. */
final class PageRun implements AutoCloseable {
    private static final Path PRELUDE = Path.of("src/test/resources/prelude.sh").toAbsolutePath();
    private static final long SECONDS = 240;
    private static final long SECONDS_WITH_ALL = 1800;

    private final boolean all;
    private final boolean maven;
    private final Path clone;
    private final Path notes;
    private final Wording wording;
    private final Shell shell;
    private final Running running;
    private final Clock clock;
    private final StringBuilder said = new StringBuilder();
    private int answers;
    private int services;

    /** @param maven whether its commands are its own, and not stand-ins for what it has built */
    PageRun(boolean all, boolean maven, Path clone, Path notes, Wording wording, Running running) throws IOException {
        this.all = all;
        this.maven = maven;
        this.clone = clone;
        this.notes = notes;
        this.wording = wording;
        this.running = running;
        clock = new Clock(notes.getFileName() + ".times");
        shell = new Shell(builder(), PRELUDE, notes);
    }

    private ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder().directory(clone.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("MAVEN", String.valueOf(maven));
        wording.ports().forEach((named, free) -> environment.put("PORT_" + named, String.valueOf(free)));
        environment.put("SERVER_PORT", String.valueOf(wording.ports().get(8080)));
        environment.put("JDK_JAVA_OPTIONS", "-Xmx320m -XX:+UseSerialGC");
        environment.put("MALLOC_ARENA_MAX", "2");
        environment.put("GOMP_SPINCOUNT", "1000");
        // an answer of 400 or more is a failure of curl's
        environment.put("CURL_HOME", notes.toString());
        return builder;
    }

    void run(List<Item> items) throws IOException, InterruptedException {
        Files.writeString(notes.resolve(".curlrc"), "fail-with-body\nmax-time = 100\n");
        for (Item item : items) {
            if (item instanceof Block block) {
                run(block);
            } else if (item instanceof Mark mark) {
                heed(mark);
            }
        }
    }

    private void heed(Mark mark) throws IOException, InterruptedException {
        if (mark.kind() == Mark.Kind.EXPECT && !said.isEmpty()) {
            Answers.assertContains("a comment", mark.text(), said.toString());
        } else if (mark.kind().beside(all)) {
            int command = mark.text().indexOf(';');
            serve(
                    mark.text().substring(0, command),
                    wording.withPorts(mark.text().substring(command + 1)));
        }
    }

    private void run(Block block) throws IOException, InterruptedException {
        if (block.has(Mark.Kind.FILE)) {
            write(block);
        } else if (block.has(Mark.Kind.ANSWER)) {
            answer(block, block.mark(Mark.Kind.ANSWER).orElseThrow().text());
        } else if (block.running(true).isPresent()) {
            said.setLength(0);
            answers = 0;
            Mark mark = block.running(all).orElse(null);
            if (mark != null && mark.kind().serves()) {
                serve(mark.text().replaceFirst(";.*", ""), wording.of(block.text(), mark.text()));
            } else if (mark != null && !possible(mark.text())) {
                clock.leftOut(block);
                return;
            } else if (mark != null) {
                command(block, mark.text());
            }
            clock.done(block);
        }
    }

    private boolean possible(String mark) throws IOException, InterruptedException {
        Optional<String> condition = Wording.condition(mark);
        return condition.isEmpty() || !shell.run(condition.get(), SECONDS).failed();
    }

    private void command(Block block, String mark) throws IOException, InterruptedException {
        Shell.Outcome outcome = shell.run(wording.of(block.text(), mark), all ? SECONDS_WITH_ALL : SECONDS);
        said.append(outcome.out());
        assertThat(outcome.failed())
                .as("%s%n%s%nsaid%n%s%s", block.place(), block.text(), outcome.out(), outcome.err())
                .isEqualTo(Arrays.asList(mark.split(";\\s*", -1)).contains("fails"));
    }

    private void serve(String address, String command) throws IOException, InterruptedException {
        Path script = Files.writeString(notes.resolve("serve-" + ++services + ".sh"), command);
        running.serve(
                URI.create(wording.withPorts(address)),
                builder(),
                PRELUDE,
                script,
                Duration.ofSeconds(all ? SECONDS_WITH_ALL : SECONDS));
    }

    private void write(Block block) throws IOException {
        Path file = clone.resolve(block.mark(Mark.Kind.FILE).orElseThrow().text());
        Files.createDirectories(file.getParent());
        Files.writeString(file, wording.withPorts(block.text()));
    }

    private void answer(Block block, String exact) {
        if (said.isEmpty()) {
            // of what runs with --all alone
            assertThat(all).as("%s: nothing was answered", block.place()).isFalse();
        } else if (block.language().equals("json")) {
            List<JsonNode> values = Answers.values(said.toString());
            assertThat(values).as("%s: %s", block.place(), said).hasSizeGreaterThan(answers);
            Set<String> names = Stream.of(exact.split(",\\s*", -1)).collect(Collectors.toSet());
            Answers.assertLike(block.place(), Answers.value(block.text()), values.get(answers++), names);
        } else {
            Answers.assertContains(block.place(), block.text(), said.toString());
        }
    }

    @Override
    public void close() {
        shell.close();
    }
}
