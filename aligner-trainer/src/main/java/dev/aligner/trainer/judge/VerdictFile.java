package dev.aligner.trainer.judge;

import dev.aligner.trainer.file.JsonJournal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code verdicts.jsonl}: what the judge chose, a line for each time it was asked, by the hash of what it saw. Safe to use
 * from any thread.
 */
final class VerdictFile implements AutoCloseable {
    private static final String NAME = "verdicts.jsonl";

    private final Map<String, Choice> choices = new ConcurrentHashMap<>();
    private final JsonJournal journal;

    VerdictFile(Path directory) {
        journal = JsonJournal.open(
                directory.resolve(NAME),
                (place, line) -> choices.put(
                        line.path("key").asString(),
                        Choice.valueOf(line.path("choice").asString(""))));
    }

    @Nullable
    Choice of(String key) {
        return choices.get(key);
    }

    /** @param reply the judge's own words, for those who doubt it */
    void add(String key, String upstream, Asking asking, Choice choice, String reply) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        line.put("upstream", upstream);
        line.put("dimension", asking.dimension().label());
        line.put("first", asking.answerFirst() ? "answer" : "correction");
        line.put("choice", choice.name());
        line.put("reply", reply);
        journal.append(line);
        choices.put(key, choice);
    }

    @Override
    public void close() {
        journal.close();
    }
}
