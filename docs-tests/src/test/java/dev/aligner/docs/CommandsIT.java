package dev.aligner.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what the pages say, word by word, against what {@code mvn verify} built. {@code docs/check.sh} runs it: it takes minutes, and
 * with {@code --all} as long as trainings do.
 */
class CommandsIT {
    private static final boolean ALL = Boolean.getBoolean("aligner.docs.all");
    private static final boolean MAVEN = ALL && !Boolean.getBoolean("aligner.docs.built");
    private static final String ONLY = System.getProperty("aligner.docs.page", "");
    private static final int PORT = Integer.getInteger("aligner.docs.port", 0);

    private static final Wording WORDING = new Wording(Ports.free(PORT));
    private static final Running RUNNING = new Running();

    @TempDir
    static Path work = Path.of("");

    @BeforeAll
    static void clones() throws IOException {
        Clone.into(work.resolve("clone"), MAVEN);
    }

    @AfterAll
    static void ends() {
        RUNNING.close();
    }

    @TestFactory
    Stream<DynamicTest> aPageDoesWhatItSays() {
        return Repository.markdown().stream()
                .filter(page -> page.name().contains(ONLY))
                .filter(page -> page.blocks().stream()
                        .anyMatch(block -> block.running(ALL).isPresent()))
                .map(page -> DynamicTest.dynamicTest(page.name(), () -> {
                    Path notes = work.resolve(page.name().replace('/', '-'));
                    try (PageRun run = new PageRun(ALL, MAVEN, work.resolve("clone"), notes, WORDING, RUNNING)) {
                        run.run(page.items());
                    }
                }));
    }
}
