package dev.aligner.trainer.judge;

import dev.aligner.trainer.file.AtomicFile;
import dev.aligner.trainer.report.Axes;
import dev.aligner.trainer.report.Charts;
import dev.aligner.trainer.report.HtmlPage;
import dev.aligner.trainer.report.Picture;
import dev.aligner.trainer.report.Table;
import dev.aligner.trainer.statistics.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Net win rates as the paper prints them (Aligner, Table 1): upstreams down, dimensions across, in per cent.
 *
 * @param rates by upstream, then by dimension; each upstream has all dimensions
 */
record WinTable(String judge, List<Dimension> dimensions, Map<String, Map<Dimension, WinRate>> rates) {
    private static final String NOTHING = "-";

    /** {@code judge.md}, {@code judge.csv}, {@code judge.png} and {@code judge.html}. */
    void write(Path directory) {
        Picture map = heatMap();
        map.write(directory.resolve("judge.png"));
        AtomicFile.write(directory.resolve("judge.csv"), csv());
        AtomicFile.write(
                directory.resolve("judge.md"),
                ("# Net win rates\n\n" + meaning() + "\n\n" + table().markdown() + "\n" + counts().markdown()));
        HtmlPage.titled("Net win rates")
                .paragraph(meaning())
                .table(table())
                .picture(map)
                .table(counts())
                .write(directory.resolve("judge.html"));
    }

    private String meaning() {
        return "(win - lose) / (win + lose + equal) of corrections against the answers they correct, in per cent, with"
                + " the 95 % interval of a bootstrap over rows. Judge: " + judge + ", each pair asked in both orders; a"
                + " contradiction is a tie, and so is a copy, which is not asked about.";
    }

    Table table() {
        List<String> head = new ArrayList<>(List.of("upstream", "copied"));
        dimensions.forEach(dimension -> head.add(dimension.label()));
        List<List<String>> rows = new ArrayList<>();
        rates.forEach((upstream, byDimension) -> {
            List<String> row = new ArrayList<>(List.of(upstream, copied(byDimension)));
            dimensions.forEach(dimension -> row.add(cell(rate(byDimension, dimension))));
            rows.add(row);
        });
        return new Table(head, rows);
    }

    private static String copied(Map<Dimension, WinRate> byDimension) {
        return byDimension.values().stream()
                .mapToDouble(WinRate::copyRate)
                .filter(Double::isFinite)
                .mapToObj(rate -> percent(rate))
                .findFirst()
                .orElse(NOTHING);
    }

    private static String cell(WinRate rate) {
        return rate.net()
                .map(net -> signed(net.value()) + " [" + signed(net.low()) + ", " + signed(net.high()) + "]")
                .orElse(NOTHING);
    }

    private Table counts() {
        Table.Builder table = Table.of(
                "upstream", "dimension", "rows", "win", "equal", "lose", "copies", "contradictions", "unjudged");
        rates.forEach((upstream, byDimension) -> dimensions.forEach(dimension -> {
            WinRate rate = rate(byDimension, dimension);
            table.row(
                    upstream,
                    dimension.label(),
                    rate.rows(),
                    rate.win(),
                    rate.equal(),
                    rate.lose(),
                    rate.copies(),
                    rate.contradictions(),
                    rate.unjudged());
        }));
        return table.build();
    }

    private String csv() {
        StringBuilder csv = new StringBuilder(
                "upstream,dimension,rows,win,equal,lose,copies,contradictions,unjudged,net,low,high\n");
        rates.forEach((upstream, byDimension) -> dimensions.forEach(dimension -> {
            WinRate rate = rate(byDimension, dimension);
            csv.append('"').append(upstream.replace("\"", "\"\"")).append("\",").append(dimension.label());
            for (int count : new int[] {
                rate.rows(),
                rate.win(),
                rate.equal(),
                rate.lose(),
                rate.copies(),
                rate.contradictions(),
                rate.unjudged()
            }) {
                csv.append(',').append(count);
            }
            csv.append(rate.net().map(WinTable::csv).orElse(",,,")).append('\n');
        }));
        return csv.toString();
    }

    private static String csv(Interval net) {
        return String.format(Locale.ROOT, ",%.6f,%.6f,%.6f", net.value(), net.low(), net.high());
    }

    private Picture heatMap() {
        List<String> upstreams = List.copyOf(rates.keySet());
        double[][] values = new double[upstreams.size()][dimensions.size()];
        for (int row = 0; row < upstreams.size(); row++) {
            Map<Dimension, WinRate> byDimension = rates.getOrDefault(upstreams.get(row), Map.of());
            for (int column = 0; column < dimensions.size(); column++) {
                values[row][column] = rate(byDimension, dimensions.get(column))
                        .net()
                        .map(net -> 100 * net.value())
                        .orElse(Double.NaN);
            }
        }
        return Charts.heatMap(
                Axes.of("Net win rate, per cent", "", ""),
                dimensions.stream().map(Dimension::label).toList(),
                upstreams,
                values);
    }

    private static WinRate rate(Map<Dimension, WinRate> byDimension, Dimension dimension) {
        return byDimension.getOrDefault(dimension, WinRate.of(List.of(), 0, 0));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    private static String signed(double share) {
        return String.format(Locale.ROOT, "%+.1f", 100 * share);
    }
}
