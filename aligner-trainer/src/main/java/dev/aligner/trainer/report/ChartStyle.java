package dev.aligner.trainer.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.HeatMapStyler;
import org.knowm.xchart.style.Styler;

/** How all charts look: large enough to read on a page of half their width, in colours that nobody confuses. */
final class ChartStyle {
    /** Okabe and Ito's palette (Color Universal Design, 2008), told apart with every kind of colour vision. */
    private static final Color[] SERIES = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0xE69F00),
        new Color(0x56B4E9),
        new Color(0x000000),
        new Color(0xF0E442)
    };

    /** From dim to bright in steps of brightness alone, as cividis does, so that it survives a grey print. */
    private static final Color[] HEAT = {
        new Color(0xF7FBFF), new Color(0xC6DBEF), new Color(0x6BAED6), new Color(0x2171B5)
    };

    private static final Color INK = new Color(0x222222);
    private static final Color GRID = new Color(0xDDDDDD);

    private ChartStyle() {}

    static void axes(AxesChartStyler styler, Axes axes) {
        common(styler);
        styler.setXAxisLogarithmic(axes.x().scale() == Axis.Scale.LOGARITHMIC);
        styler.setYAxisLogarithmic(axes.y().scale() == Axis.Scale.LOGARITHMIC);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1f));
        styler.setErrorBarsColor(INK);
    }

    /** Bars in front of each other, each seen through the next. */
    static void overlapped(CategoryStyler styler) {
        styler.setOverlapped(true);
        styler.setSeriesColors(Arrays.stream(SERIES)
                .map(color -> new Color(color.getRed(), color.getGreen(), color.getBlue(), 150))
                .toArray(Color[]::new));
    }

    static void heatMap(HeatMapStyler styler) {
        common(styler);
        styler.setRangeColors(HEAT);
        styler.setShowValue(true);
        styler.setHeatMapValueDecimalPattern("0.###");
        styler.setValueFont(font(Font.PLAIN, 15));
        styler.setPlotContentSize(1);
    }

    private static void common(AxesChartStyler styler) {
        styler.setSeriesColors(SERIES);
        styler.setLocale(Locale.ROOT);
        styler.setAntiAlias(true);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setChartFontColor(INK);
        styler.setAxisTickLabelsColor(INK);
        styler.setChartTitleFont(font(Font.BOLD, 20));
        styler.setAxisTitleFont(font(Font.PLAIN, 16));
        styler.setAxisTickLabelsFont(font(Font.PLAIN, 14));
        styler.setLegendFont(font(Font.PLAIN, 14));
        styler.setLegendBorderColor(Color.WHITE);
        styler.setChartPadding(14);
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
