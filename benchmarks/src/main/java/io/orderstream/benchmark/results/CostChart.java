package io.orderstream.benchmark.results;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
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
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Draws the costs of Orderstream ("this design") and of the design that it replaces ("replaced
 * design") against the rate of orders, with JFreeChart, as SVG.
 */
final class CostChart {

    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final int WIDTH = 580;
    private static final int HEIGHT = 360;

    private static final Color PAGE = Color.WHITE;
    private static final Color INK = new Color(0x1f2328);
    private static final Color GRID = new Color(0xd1d9e0);
    private static final Color THIS_DESIGN = new Color(0x0969da);
    private static final Color REPLACED_DESIGN = new Color(0xbc4c00);

    /**
     * Replaces each colour in dark mode. Black is in the list because it is the default of {@link
     * SVGGraphics2D}.
     */
    private static final String STYLE =
            """
            @media (prefers-color-scheme: dark) {
              [fill="white"] { fill: #0d1117; }
              [stroke="white"] { stroke: #0d1117; }
              [fill="black"] { fill: #f0f6fc; }
              [stroke="black"] { stroke: #f0f6fc; }
              [fill="rgb(31,35,40)"] { fill: #f0f6fc; }
              [stroke="rgb(31,35,40)"] { stroke: #f0f6fc; }
              [fill="rgb(209,217,224)"] { fill: #3d444d; }
              [stroke="rgb(209,217,224)"] { stroke: #3d444d; }
              [fill="rgb(9,105,218)"] { fill: #4493f8; }
              [stroke="rgb(9,105,218)"] { stroke: #4493f8; }
              [fill="rgb(188,76,0)"] { fill: #f0883e; }
              [stroke="rgb(188,76,0)"] { stroke: #f0883e; }
            }
            """;

    private CostChart() {}

    /** Draws the figures of {@code ./bench cost}. */
    static void draw(Map<String, Double> figures, Path file) throws IOException {
        XYSeriesCollection lines = new XYSeriesCollection();
        lines.addSeries(series(figures, "this design", "usd.per.million.at."));
        lines.addSeries(series(figures, "replaced design", "replaced.usd.per.million.at."));
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        LogAxis usd = axis("USD");
        // The axis has a tick at each power of two, because it spans only two powers of ten.
        usd.setBase(2);
        XYPlot plot = new XYPlot(lines, axis("orders a second"), usd, renderer);
        plot.setOutlineVisible(false);
        JFreeChart chart = new JFreeChart("US dollars for a million orders", plot);
        theme().apply(chart);
        // Sets the colours of the series after the theme, because the theme resets them.
        draw(renderer, 0, THIS_DESIGN);
        draw(renderer, 1, REPLACED_DESIGN);
        SVGGraphics2D svg = svg();
        svg.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        chart.draw(svg, new Rectangle(WIDTH, HEIGHT));
        Element root = svg.getRoot();
        Element style = root.getOwnerDocument().createElementNS(SVG, "style");
        style.setTextContent(STYLE);
        root.insertBefore(style, root.getFirstChild());
        try (Writer writer = Files.newBufferedWriter(file)) {
            svg.stream(root, writer);
        }
    }

    private static void draw(XYLineAndShapeRenderer renderer, int series, Color colour) {
        renderer.setSeriesPaint(series, colour);
        renderer.setSeriesStroke(series, new BasicStroke(2));
    }

    private static StandardChartTheme theme() {
        StandardChartTheme theme = new StandardChartTheme("Orderstream");
        theme.setExtraLargeFont(new Font(Font.SANS_SERIF, Font.BOLD, 17));
        theme.setLargeFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        theme.setRegularFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        theme.setTitlePaint(INK);
        theme.setLegendItemPaint(INK);
        theme.setAxisLabelPaint(INK);
        theme.setTickLabelPaint(INK);
        theme.setChartBackgroundPaint(PAGE);
        theme.setLegendBackgroundPaint(PAGE);
        theme.setPlotBackgroundPaint(PAGE);
        theme.setDomainGridlinePaint(GRID);
        theme.setRangeGridlinePaint(GRID);
        return theme;
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
        axis.setAxisLinePaint(GRID);
        axis.setTickMarkPaint(GRID);
        axis.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
        return axis;
    }

    private static SVGGraphics2D svg() {
        try {
            Document document =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .getDOMImplementation()
                            .createDocument(SVG, "svg", null);
            return new SVGGraphics2D(document);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The JDK has no XML parser", e);
        }
    }
}
