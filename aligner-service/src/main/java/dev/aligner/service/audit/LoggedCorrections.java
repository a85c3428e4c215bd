package dev.aligner.service.audit;

import dev.aligner.service.wire.MalformedInputException;
import dev.aligner.service.wire.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The records of a log's file that say what a text was corrected to. */
public final class LoggedCorrections {
    private static final Set<String> DONE = Set.of("NONE", "CORRECTED", "BYPASSED");
    private static final String DATE = "\\.\\d{4}-\\d{2}-\\d{2}(\\.\\d+)?(?=\\.[^.]*$|$)";

    private final Map<Long, JsonNode> records = new HashMap<>();

    private LoggedCorrections() {}

    public static LoggedCorrections of(Path log) throws IOException {
        LoggedCorrections logged = new LoggedCorrections();
        lines(log, record -> {
            if (DONE.contains(record.path("action").asString(""))) {
                logged.records.put(sequence(record), record);
            }
        });
        return logged;
    }

    public int size() {
        return records.size();
    }

    /** Brings records and the texts that were kept of them together. */
    public void withTexts(Path texts, Consumer<KeptCorrection> each) throws IOException {
        lines(texts, content -> {
            JsonNode record = records.get(sequence(content));
            if (record != null) {
                each.accept(new KeptCorrection(record, content));
            }
        });
    }

    /** The files of texts that lie beside a log, or beside one of its files that was set aside. */
    public static List<Path> textsBeside(Path log) throws IOException {
        String name = log.getFileName().toString().replaceFirst(DATE, "");
        return DailyFiles.ofContent(log.resolveSibling(name)).all().stream()
                .map(DailyFiles.Dated::path)
                .toList();
    }

    private static long sequence(JsonNode line) {
        return line.path("seq").asLong(-1);
    }

    private static void lines(Path path, Consumer<JsonNode> each) throws IOException {
        try (LogLines lines = new LogLines(path)) {
            for (LogLines.Line line = lines.next(); line != null; line = lines.next()) {
                JsonNode json = parsed(line.bytes());
                if (json != null) {
                    each.accept(json);
                }
            }
        }
    }

    /** Null for one that was not written in full; what else is wrong with a log its verification says. */
    private static @Nullable JsonNode parsed(byte[] line) {
        try {
            return StrictJson.parse(line);
        } catch (MalformedInputException e) {
            return null;
        }
    }
}
