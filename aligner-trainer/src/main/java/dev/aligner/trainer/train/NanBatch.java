package dev.aligner.trainer.train;

import dev.aligner.trainer.file.AtomicFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Says which rows a run broke on: their places and sizes, not their text. */
final class NanBatch {
    static final String FILE = "nan-batch.jsonl";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private NanBatch() {}

    static Path write(Path directory, String what, double value, long step, List<List<Unit>> batches) {
        StringBuilder lines = new StringBuilder();
        for (int batch = 0; batch < batches.size(); batch++) {
            for (Unit unit : batches.get(batch)) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("step", step);
                line.put("batch", batch);
                line.put("what", what);
                line.put("value", String.valueOf(value));
                line.put("file", unit.origin().file().toString());
                line.put("line", unit.origin().line());
                line.put("source", unit.source());
                line.put("tokens", unit.tokens());
                line.put("targets", unit.targets());
                lines.append(JSON.writeValueAsString(line)).append('\n');
            }
        }
        Path file = directory.resolve(FILE);
        AtomicFile.write(file, lines.toString());
        return file;
    }
}
