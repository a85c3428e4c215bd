package dev.aligner.trainer.train;

import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.HtmlPage;
import dev.aligner.trainer.report.Picture;
import dev.aligner.trainer.report.Points;
import dev.aligner.trainer.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The page of a finished run, {@code report.html}, and its curves as pictures beside it. */
final class TrainingReport {
    static final String FILE = "report.html";

    private static final List<String> OF_STEPS = List.of("loss", "learning_rate", "gradient_norm", "tokens_per_second");

    private static final int SMOOTHED = 25;

    private TrainingReport() {}

    static void write(TrainingRecord record, Path directory) throws IOException {
        List<JsonNode> lines = MetricsLog.read(directory.resolve(MetricsLog.FILE));
        Map<String, Picture> curves = curves(lines);
        for (Map.Entry<String, Picture> curve : curves.entrySet()) {
            curve.getValue().write(directory.resolve(curve.getKey() + ".png"));
        }
        HtmlPage page = HtmlPage.titled("Training run");
        page.table(summary(record));
        page.heading("Curves");
        curves.values().forEach(page::picture);
        page.heading("Data");
        page.table(data(record.data()));
        page.paragraph(record.data().examples() + " examples an epoch, "
                + record.data().identities() + " identities made of rows, "
                + record.data().heldOut() + " held out and only looked at.");
        page.table(dropped(record.data()));
        page.heading("Recipe");
        page.preformatted(record.recipe().toPrettyString());
        page.write(directory.resolve(FILE));
    }

    private static Map<String, Picture> curves(List<JsonNode> lines) {
        Map<String, Picture> curves = new LinkedHashMap<>();
        List<Points> losses = new ArrayList<>();
        losses.add(points("step", lines, "loss"));
        losses.add(smooth(losses.get(0)));
        Map<String, List<Points>> looked = new TreeMap<>();
        lines.forEach(line -> line.propertyNames().stream()
                .filter(name -> name.startsWith(MetricsLog.LOOKED))
                .forEach(name -> looked.put(name, List.of(points(name, lines, name)))));
        looked.values().forEach(losses::addAll);
        curves.put("loss", Charts.lines(Axes.of("Loss", "step", "loss"), losses));
        for (String name : OF_STEPS.subList(1, OF_STEPS.size())) {
            curves.put(
                    name,
                    Charts.lines(
                            Axes.of(title(name), "step", name.replace('_', ' ')), List.of(points(name, lines, name))));
        }
        return curves;
    }

    private static String title(String name) {
        String words = name.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** A step's batch is short or long, easy or hard: what a run does shows in the mean over many. */
    private static Points smooth(Points points) {
        double[] means = new double[points.y().length];
        double sum = 0;
        for (int i = 0; i < means.length; i++) {
            sum += points.y()[i] - (i >= SMOOTHED ? points.y()[i - SMOOTHED] : 0);
            means[i] = sum / Math.min(i + 1, SMOOTHED);
        }
        return new Points("mean of " + SMOOTHED + " steps", points.x(), means);
    }

    private static Points points(String shown, List<JsonNode> lines, String name) {
        Predicate<JsonNode> has = line -> line.path(name).isNumber();
        return new Points(
                shown,
                lines.stream()
                        .filter(has)
                        .mapToDouble(line -> line.path("step").asDouble())
                        .toArray(),
                lines.stream()
                        .filter(has)
                        .mapToDouble(line -> line.path(name).asDouble())
                        .toArray());
    }

    private static Table summary(TrainingRecord record) {
        Table.Builder table = Table.of("", "value")
                .row("objective", record.recipe().path("objective").path("type").asString())
                .row("trained from", record.recipe().path("model").asString() + ", SHA-256 " + record.model())
                .row("trained parameters", record.parameters())
                .row("seed", record.recipe().path("seed").asString())
                .row("steps", record.steps())
                .row("tokens", record.tokens() + ", " + record.targetTokens() + " of them learned")
                .row("duration", Progress.duration(record.seconds()))
                .row(
                        "machine",
                        record.machine().processor() + ", " + record.machine().processors() + " processors")
                .row(
                        "system",
                        record.machine().system() + ", " + record.machine().java());
        record.finalLosses().forEach((name, value) -> table.row(name, String.format(Locale.ROOT, "%.4f", value)));
        return table.build();
    }

    private static Table data(DataSummary data) {
        Table.Builder table = Table.of("file", "source", "rows an epoch", "licences of the file");
        data.files()
                .forEach(file -> file.used()
                        .forEach((source, rows) ->
                                table.row(file.path(), source, rows, String.join(", ", file.licences()))));
        return table.build();
    }

    private static Table dropped(DataSummary data) {
        Table.Builder table = Table.of("file", "rows not trained on", "count");
        data.files().forEach(file -> file.dropped().forEach((reason, rows) -> table.row(file.path(), reason, rows)));
        return table.build();
    }
}
