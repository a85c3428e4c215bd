package dev.aligner.trainer.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * Draws charts by XChart, without a screen. What has no data has no series; a chart without any is empty, not an error,
 * since a short run may have nothing to show.
 */
public final class Charts {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;

    /** Of a heat map's row, and of what stands around its rows. */
    private static final int ROW_HEIGHT = 44;

    private static final int AROUND_ROWS = 160;

    static {
        // before any class of AWT looks for a screen
        System.setProperty("java.awt.headless", "true");
    }

    private Charts() {}

    /** A line for each series. */
    public static Picture lines(Axes axes, List<Points> series) {
        return points(axes, series, XYSeriesRenderStyle.Line);
    }

    /** Points that are not joined. */
    public static Picture scatter(Axes axes, List<Points> series) {
        return points(axes, series, XYSeriesRenderStyle.Scatter);
    }

    private static Picture points(Axes axes, List<Points> series, XYSeriesRenderStyle style) {
        XYChart chart = pointChart(axes);
        chart.getStyler().setDefaultSeriesRenderStyle(style);
        chart.getStyler().setMarkerSize(style == XYSeriesRenderStyle.Line ? 0 : 7);
        for (Points points : series) {
            Points shown = shown(axes, points);
            if (shown.x().length > 0) {
                chart.addSeries(points.name(), shown.x(), shown.y());
            }
        }
        return picture(axes, chart);
    }

    /** Leaves out what an axis has no place for; a gap in y stays a gap. */
    private static Points shown(Axes axes, Points points) {
        List<double[]> shown = new ArrayList<>();
        for (int i = 0; i < points.x().length; i++) {
            double y = onAxis(axes.y(), points.y()[i]) ? points.y()[i] : Double.NaN;
            if (onAxis(axes.x(), points.x()[i])) {
                shown.add(new double[] {points.x()[i], y});
            }
        }
        if (shown.stream().allMatch(point -> Double.isNaN(point[1]))) {
            shown.clear();
        }
        return new Points(
                points.name(),
                shown.stream().mapToDouble(point -> point[0]).toArray(),
                shown.stream().mapToDouble(point -> point[1]).toArray());
    }

    private static boolean onAxis(Axis axis, double value) {
        return Double.isFinite(value) && (axis.scale() == Axis.Scale.LINEAR || value > 0);
    }

    /** Bars beside each other in each category. */
    public static Picture bars(Axes axes, List<String> categories, List<Bars> series) {
        CategoryChart chart = categoryChart(axes);
        for (Bars bars : series) {
            if (bars.values().length != categories.size()) {
                throw new IllegalArgumentException(bars.name() + ": " + bars.values().length + " bars (expected: "
                        + categories.size() + ", one for each category)");
            }
            List<Double> values = Arrays.stream(bars.values())
                    .map(value -> Double.isFinite(value) ? value : 0)
                    .boxed()
                    .toList();
            if (bars.hasErrors()) {
                chart.addSeries(
                        bars.name(),
                        categories,
                        values,
                        Arrays.stream(bars.errors()).boxed().toList());
            } else if (!values.isEmpty()) {
                chart.addSeries(bars.name(), categories, values);
            }
        }
        chart.getStyler().setXAxisLabelRotation(categories.size() > 6 ? 45 : 0);
        return picture(axes, chart);
    }

    /**
     * How often values fall into each of {@code bins} ranges of equal width between the least and the greatest of all
     * samples. Values that are not finite are left out.
     */
    public static Picture histogram(Axes axes, List<Sample> samples, int bins) {
        CategoryChart chart = categoryChart(axes);
        HistogramBins ranges = HistogramBins.over(samples, bins);
        for (Sample sample : samples) {
            if (ranges.count() > 0) {
                chart.addSeries(sample.name(), ranges.centres(), ranges.counts(sample.values()));
            }
        }
        chart.getStyler().setAvailableSpaceFill(0.98);
        if (samples.size() > 1) {
            ChartStyle.overlapped(chart.getStyler());
        }
        chart.getStyler().setXAxisMaxLabelCount(10);
        return picture(axes, chart);
    }

    /**
     * A table of numbers, each on a field as bright as it is large.
     *
     * @param values by row, then by column
     */
    public static Picture heatMap(Axes axes, List<String> columns, List<String> rows, double[][] values) {
        if (values.length != rows.size() || Arrays.stream(values).anyMatch(row -> row.length != columns.size())) {
            throw new IllegalArgumentException(
                    axes.title() + ": values (expected: " + rows.size() + " rows of " + columns.size() + " columns)");
        }
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(WIDTH)
                .height(AROUND_ROWS + ROW_HEIGHT * rows.size())
                .title(axes.title())
                .xAxisTitle(axes.x().label())
                .yAxisTitle(axes.y().label())
                .build();
        ChartStyle.heatMap(chart.getStyler());
        if (!rows.isEmpty() && !columns.isEmpty()) {
            List<Number[]> fields = new ArrayList<>();
            for (int row = 0; row < rows.size(); row++) {
                for (int column = 0; column < columns.size(); column++) {
                    // the chart draws its rows upwards
                    fields.add(new Number[] {column, rows.size() - 1 - row, values[row][column]});
                }
            }
            List<String> upwards = new ArrayList<>(rows);
            Collections.reverse(upwards);
            chart.addSeries(axes.title(), columns, upwards, fields);
        }
        return picture(axes, chart);
    }

    private static XYChart pointChart(Axes axes) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(axes.title())
                .xAxisTitle(axes.x().label())
                .yAxisTitle(axes.y().label())
                .build();
        ChartStyle.axes(chart.getStyler(), axes);
        return chart;
    }

    private static CategoryChart categoryChart(Axes axes) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(axes.title())
                .xAxisTitle(axes.x().label())
                .yAxisTitle(axes.y().label())
                .build();
        ChartStyle.axes(chart.getStyler(), axes);
        return chart;
    }

    private static Picture picture(Axes axes, Chart<?, ?> chart) {
        try {
            // other kinds of chart cannot be drawn without a series
            Chart<?, ?> drawn = chart.getSeriesMap().isEmpty() ? pointChart(axes) : chart;
            // one series needs no name beside the title; a heat map's legend is its scale
            drawn.getStyler()
                    .setLegendVisible(drawn instanceof HeatMapChart
                            || drawn.getSeriesMap().size() > 1);
            return new Picture(axes.title(), BitmapEncoder.getBitmapBytes(drawn, BitmapFormat.PNG));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
