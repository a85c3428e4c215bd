package dev.aligner.trainer.pairs;

import dev.aligner.trainer.file.AtomicFile;
import dev.aligner.trainer.pairs.Filter.Judged;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Makes rows of samples: judges them, writes one file for each layout, and counts. */
final class Export {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Export() {}

    /**
     * Rewrites the layouts' files in a directory.
     *
     * @param layouts each at most once
     */
    static Summary write(
            List<Outcome> outcomes,
            Origin origin,
            Filter filter,
            Collection<? extends RowLayout> layouts,
            Path directory) {
        List<Judged> judged = filter.judge(outcomes);
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (RowLayout layout : layouts) {
            List<String> lines = lines(judged, origin, layout);
            AtomicFile.write(directory.resolve(layout.file()), bytes(lines));
            rows.put(layout.file(), lines.size());
        }
        return Summary.of(judged, origin, rows);
    }

    private static byte[] bytes(List<String> lines) {
        return lines.stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> lines(List<Judged> judged, Origin origin, RowLayout layout) {
        List<String> lines = new ArrayList<>();
        for (Judged one : judged) {
            if (one.verdict().kept() && one.outcome() instanceof Outcome.Sampled sample) {
                layout.row(sample, one.verdict(), origin)
                        .map(JSON::writeValueAsString)
                        .ifPresent(lines::add);
            }
        }
        return lines;
    }
}
