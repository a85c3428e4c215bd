package dev.aligner.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChartsTest {
    private static final Axes AXES = Axes.of("Loss", "step", "nats");
    private static final double[] X = {1, 2, 3, 4};
    private static final double[] Y = {4, 2, Double.NaN, 1};

    static Stream<Picture> pictures() {
        return Stream.of(
                Charts.lines(AXES, List.of(new Points("train", X, Y), new Points("dev", Y, X))),
                Charts.scatter(
                        new Axes("Log", Axis.logarithmic("x"), Axis.logarithmic("y")),
                        List.of(new Points(
                                "points", new double[] {0, 10, 100, 200, 500}, new double[] {1, 0, 1000, 300, 50}))),
                Charts.bars(
                        AXES,
                        List.of("one", "two", "three", "four"),
                        List.of(new Bars("a", Y, new double[] {.1, .2, .3, .4}), Bars.of("b", X))),
                Charts.histogram(AXES, List.of(new Sample("a", X), new Sample("b", Y)), 3),
                Charts.heatMap(
                        AXES, List.of("x", "y"), List.of("a", "b", "c"), new double[][] {{1, 2}, {3, 4}, {5, 6}}));
    }

    static Stream<Picture> empty() {
        return Stream.of(
                Charts.lines(AXES, List.of()),
                Charts.lines(AXES, List.of(new Points("none", new double[0], new double[0]))),
                Charts.lines(AXES, List.of(new Points("gaps", X, new double[] {
                    Double.NaN, Double.NaN, Double.POSITIVE_INFINITY, Double.NaN
                }))),
                Charts.bars(AXES, List.of(), List.of(Bars.of("none", new double[0]))),
                Charts.histogram(AXES, List.of(new Sample("none", new double[0])), 10),
                Charts.heatMap(AXES, List.of(), List.of(), new double[0][]));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void aChartHasInk(Picture picture) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png()));
        assertThat(image.getWidth()).isEqualTo(960);
        assertThat(seriesPixels(image)).isGreaterThan(50);
    }

    @ParameterizedTest
    @MethodSource("empty")
    void aChartOfNothingIsEmptyAndNoError(Picture picture) throws IOException {
        assertThat(seriesPixels(ImageIO.read(new ByteArrayInputStream(picture.png()))))
                .isZero();
    }

    @Test
    void theSameDataGivesTheSameBytes() {
        List<Picture> one = pictures().toList();
        List<Picture> other = pictures().toList();
        for (int i = 0; i < one.size(); i++) {
            assertThat(other.get(i).png()).isEqualTo(one.get(i).png());
        }
    }

    @Test
    void aSingleValueAndEqualValuesHaveAHistogram() {
        assertThat(HistogramBins.over(List.of(new Sample("a", new double[] {7, 7})), 10)
                        .counts(new double[] {7, 7}))
                .containsExactly(2);
    }

    @Test
    void theGreatestValueFallsIntoTheLastBin() {
        HistogramBins bins = HistogramBins.over(List.of(new Sample("a", new double[] {0, 1, 2, 3, 4})), 2);
        assertThat(bins.counts(new double[] {0, 1, 2, 3, 4})).containsExactly(2, 3);
        assertThat(bins.centres()).containsExactly(1.0, 3.0);
    }

    @Test
    void numbersThatDoNotFitTheirNamesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Points("p", X, new double[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Charts.bars(AXES, List.of("one"), List.of(Bars.of("b", X))))
                .withMessage("b: 4 bars (expected: 1, one for each category)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Charts.heatMap(AXES, List.of("x"), List.of("a"), new double[][] {{1, 2}}));
    }

    /** Pixels that are neither white nor grey. */
    private static int seriesPixels(BufferedImage image) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                int red = rgb >> 16 & 255;
                int blue = rgb & 255;
                count += Math.abs(red - blue) > 60 ? 1 : 0;
            }
        }
        return count;
    }
}
