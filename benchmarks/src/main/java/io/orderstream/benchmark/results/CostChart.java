package io.orderstream.benchmark.results;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws the cost of both designs against the rate of orders, with JFreeChart, as SVG. */
final class CostChart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 360;

    private CostChart() {}

    /** Draws the figures of {@code ./bench cost}. */
    static void draw(Map<String, Double> figures, Path file) throws IOException {
        XYSeriesCollection lines = new XYSeriesCollection();
        lines.addSeries(series(figures, "this design", "usd.per.million.at."));
        lines.addSeries(series(figures, "replaced design", "replaced.usd.per.million.at."));
        XYPlot plot =
                new XYPlot(
                        lines, axis("orders a second"), axis("USD"), new XYLineAndShapeRenderer());
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        JFreeChart chart = new JFreeChart("US dollars for a million orders", plot);
        chart.setBackgroundPaint(Color.WHITE);
        SVGGraphics2D svg = svg();
        svg.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        chart.draw(svg, new Rectangle(WIDTH, HEIGHT));
        try (Writer writer = Files.newBufferedWriter(file)) {
            svg.stream(writer);
        }
    }

    /** Collects the figures whose names consist of the prefix and a rate. */
    private static XYSeries series(Map<String, Double> figures, String name, String prefix) {
        XYSeries series = new XYSeries(name);
        figures.forEach(
                (figure, usd) -> {
                    if (figure.startsWith(prefix)) {
                        series.add(Double.parseDouble(figure.substring(prefix.length())), usd);
                    }
                });
        return series;
    }

    private static LogAxis axis(String label) {
        LogAxis axis = new LogAxis(label);
        axis.setTickUnit(new NumberTickUnit(1));
        axis.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
        return axis;
    }

    private static SVGGraphics2D svg() {
        try {
            return new SVGGraphics2D(
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .getDOMImplementation()
                            .createDocument("http://www.w3.org/2000/svg", "svg", null));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The JDK has no XML parser", e);
        }
    }
}
