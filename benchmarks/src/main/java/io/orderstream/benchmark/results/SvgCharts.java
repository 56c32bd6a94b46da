package io.orderstream.benchmark.results;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws charts as SVG files. */
final class SvgCharts {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 380;
    private static final String NUMBERS = "#,###.###";

    private SvgCharts() {}

    /** Draws a chart to {@code <directory>/<file>.svg}. */
    static void draw(Chart chart, Path directory) throws IOException {
        VectorGraphicsEncoder.saveVectorGraphic(
                chart.kind() == Chart.Kind.BARS ? bars(chart) : lines(chart),
                directory.resolve(chart.file()).toString(),
                VectorGraphicsFormat.SVG);
    }

    private static CategoryChart bars(Chart chart) {
        CategoryChart drawn =
                new CategoryChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .theme(ChartTheme.XChart)
                        .title(chart.title())
                        .yAxisTitle(chart.y())
                        .build();
        style(drawn.getStyler(), chart);
        drawn.getStyler().setXAxisTitleVisible(false);
        drawn.getStyler().setLegendVisible(chart.series().size() > 1);
        drawn.getStyler().setLabelsVisible(true);
        for (Chart.Series series : chart.series()) {
            drawn.addSeries(series.name(), chart.names(), series.ys());
        }
        return drawn;
    }

    private static XYChart lines(Chart chart) {
        XYChart drawn =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .theme(ChartTheme.XChart)
                        .title(chart.title())
                        .xAxisTitle(chart.x())
                        .yAxisTitle(chart.y())
                        .build();
        style(drawn.getStyler(), chart);
        drawn.getStyler().setXAxisLogarithmic(chart.logarithmic());
        for (Chart.Series series : chart.series()) {
            drawn.addSeries(series.name(), series.xs(), series.ys());
        }
        return drawn;
    }

    private static void style(AxesChartStyler styler, Chart chart) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setYAxisLogarithmic(chart.logarithmic());
        styler.setYAxisDecimalPattern(NUMBERS);
        styler.setXAxisDecimalPattern(NUMBERS);
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        if (!chart.logarithmic()) {
            styler.setYAxisMin(0.0);
        }
    }
}
