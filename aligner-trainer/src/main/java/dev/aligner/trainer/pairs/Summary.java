package dev.aligner.trainer.pairs;

import dev.aligner.trainer.pairs.Filter.Judged;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of a run.
 *
 * @param verdicts samples by verdict; those of no sample are missing
 * @param rows written into each file; fewer than were kept where a layout cannot hold some conversations
 * @param meanEditRatio of the rows, 0..1; NaN without any
 * @param meanMargin of the rows that have one; NaN without any
 */
record Summary(
        Origin origin,
        int samples,
        Map<Verdict, Integer> verdicts,
        Map<String, Integer> rows,
        double meanEditRatio,
        double meanMargin) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Summary of(List<Judged> judged, Origin origin, Map<String, Integer> rows) {
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        judged.forEach(one -> verdicts.merge(one.verdict(), 1, Integer::sum));
        List<Corrections.Corrected> kept = judged.stream()
                .filter(one -> one.verdict().kept())
                .map(one -> ((Outcome.Sampled) one.outcome()).corrected())
                .toList();
        return new Summary(
                origin,
                judged.size(),
                verdicts,
                rows,
                mean(kept.stream().mapToDouble(Corrections.Corrected::editRatio)),
                mean(kept.stream()
                        .flatMapToDouble(
                                one -> one.margin() == null ? DoubleStream.empty() : DoubleStream.of(one.margin()))));
    }

    private static double mean(DoubleStream values) {
        return values.average().orElse(Double.NaN);
    }

    int kept() {
        return verdicts.entrySet().stream()
                .filter(entry -> entry.getKey().kept())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        origin.write(json.putObject("origin"));
        json.put("samples", samples).put("kept", kept());
        ObjectNode counts = json.putObject("verdicts");
        verdicts.forEach((verdict, count) -> counts.put(verdict.wireName(), count));
        ObjectNode files = json.putObject("rows");
        rows.forEach(files::put);
        json.put("mean_edit_ratio", finite(meanEditRatio)).put("mean_margin", finite(meanMargin));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** For people. */
    String text() {
        String counts = verdicts.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT, "  %-16s %6d", entry.getKey().wireName().replace('_', ' '), entry.getValue()))
                .collect(Collectors.joining("\n"));
        String files = rows.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "  %-32s %6d rows", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
        return String.format(
                Locale.ROOT,
                "%d samples, %d kept (mean edit ratio %.3f, mean margin %.2f)%n%s%n%s",
                samples,
                kept(),
                meanEditRatio,
                meanMargin,
                counts,
                files);
    }
}
