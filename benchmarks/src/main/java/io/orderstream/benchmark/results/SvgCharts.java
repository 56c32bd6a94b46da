package io.orderstream.benchmark.results;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws charts as SVG files of a few kilobytes, with text as text: it can be read at any size, be
 * searched, and be compared in a diff. Drawn here since XChart, which was tried, turns text into
 * outlines and takes as much code.
 */
final class SvgCharts {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 360;
    private static final int LEFT = 90;
    private static final int RIGHT = 20;
    private static final int TOP = 44;
    private static final int BOTTOM = 84;
    private static final int PLOT_WIDTH = WIDTH - LEFT - RIGHT;
    private static final int PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
    private static final int BASE = TOP + PLOT_HEIGHT;
    private static final int LEGEND_BELOW = 72;
    private static final int LINE_HEIGHT = 15;
    // Of Helvetica at this size, on the generous side: a name must not run into the next one.
    private static final double CHARACTER_WIDTH = 6.5;
    private static final double BARS_SHARE = 0.72;
    private static final int TICKS = 5;
    // More measured points than that are a line.
    private static final int MOST_DOTS = 20;
    // Okabe and Ito's, which everybody can tell apart.
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00");
    private static final MathContext DIGITS = new MathContext(3);

    private final StringBuilder svg = new StringBuilder();
    private final Chart chart;
    private final List<List<String>> names;
    // What lies below the names is as much further down as they need more lines than one.
    private final int lower;

    private SvgCharts(Chart chart) {
        this.chart = chart;
        this.names = chart.names().stream().map(name -> wrapped(name, groupWidth())).toList();
        this.lower = LINE_HEIGHT * (names.stream().mapToInt(List::size).max().orElse(1) - 1);
    }

    /** Draws a chart to {@code <directory>/<file>.svg}. */
    static void draw(Chart chart, Path directory) throws IOException {
        Files.writeString(directory.resolve(chart.file() + ".svg"), new SvgCharts(chart).draw());
    }

    private String draw() {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " width=\"%d\" height=\"%d\" role=\"img\""
                                + " font-family=\"Helvetica,Arial,sans-serif\" font-size=\"12\">%n"
                                + "<title>%s</title>%n"
                                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                        WIDTH,
                        HEIGHT + lower,
                        WIDTH,
                        HEIGHT + lower,
                        escaped(chart.title())));
        text(WIDTH / 2.0, 22, "middle", "font-size=\"15\" font-weight=\"bold\"", chart.title());
        Axis heights = heights();
        grid(heights);
        if (chart.kind() == Chart.Kind.BARS) {
            bars(heights);
        } else {
            lines(heights);
        }
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#333\"/>%n",
                        LEFT,
                        TOP,
                        BASE,
                        LEFT + PLOT_WIDTH));
        legend();
        return svg.append("</svg>\n").toString();
    }

    private Axis heights() {
        List<Double> all = new ArrayList<>();
        chart.series().forEach(series -> all.addAll(series.ys()));
        return chart.logarithmic() ? Axis.logarithmic(all) : Axis.linear(all);
    }

    private void grid(Axis heights) {
        for (double tick : heights.ticks()) {
            double y = BASE - heights.share(tick) * PLOT_HEIGHT;
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>%n",
                            LEFT,
                            y,
                            LEFT + PLOT_WIDTH));
            text(LEFT - 8, y + 4, "end", "", number(tick));
        }
        text(
                0,
                0,
                "middle",
                String.format(
                        Locale.ROOT,
                        "transform=\"translate(18 %.1f) rotate(-90)\"",
                        TOP + PLOT_HEIGHT / 2.0),
                chart.y());
    }

    private void bars(Axis heights) {
        double group = groupWidth();
        double width = group * BARS_SHARE / chart.series().size();
        for (int i = 0; i < chart.names().size(); i++) {
            double middle = LEFT + group * (i + 0.5);
            for (int j = 0; j < chart.series().size(); j++) {
                double value = chart.series().get(j).ys().get(i);
                double height = heights.share(value) * PLOT_HEIGHT;
                double x = middle + (j - chart.series().size() / 2.0) * width;
                svg.append(
                        String.format(
                                Locale.ROOT,
                                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
                                        + " fill=\"%s\"/>%n",
                                x + 1,
                                BASE - height,
                                width - 2,
                                height,
                                colour(j)));
                text(x + width / 2, BASE - height - 4, "middle", "font-size=\"11\"", number(value));
            }
            for (int line = 0; line < names.get(i).size(); line++) {
                int y = BASE + 18 + line * LINE_HEIGHT;
                text(middle, y, "middle", "", names.get(i).get(line));
            }
        }
    }

    private void lines(Axis heights) {
        List<Double> all = new ArrayList<>();
        chart.series().forEach(series -> all.addAll(series.xs()));
        Axis widths = chart.logarithmic() ? Axis.logarithmic(all) : Axis.linear(all);
        for (double tick : widths.ticks()) {
            text(LEFT + widths.share(tick) * PLOT_WIDTH, BASE + 18, "middle", "", number(tick));
        }
        text(LEFT + PLOT_WIDTH / 2.0, BASE + 40, "middle", "", chart.x());
        for (int j = 0; j < chart.series().size(); j++) {
            Chart.Series series = chart.series().get(j);
            StringBuilder points = new StringBuilder();
            for (int i = 0; i < series.xs().size(); i++) {
                double x = LEFT + widths.share(series.xs().get(i)) * PLOT_WIDTH;
                double y = BASE - heights.share(series.ys().get(i)) * PLOT_HEIGHT;
                points.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x, y));
                if (series.xs().size() <= MOST_DOTS) {
                    svg.append(
                            String.format(
                                    Locale.ROOT,
                                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n",
                                    x,
                                    y,
                                    colour(j)));
                }
            }
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                            points,
                            colour(j)));
        }
    }

    /** What the colours stand for, in one line; nothing if there is only one colour. */
    private void legend() {
        if (chart.series().size() < 2) {
            return;
        }
        double each = PLOT_WIDTH / (double) chart.series().size();
        for (int j = 0; j < chart.series().size(); j++) {
            double x = LEFT + j * each;
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<rect x=\"%.1f\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>%n",
                            x,
                            BASE + lower + LEGEND_BELOW - 10,
                            colour(j)));
            text(x + 18, BASE + lower + LEGEND_BELOW, "start", "", chart.series().get(j).name());
        }
    }

    private void text(double x, double y, String anchor, String attributes, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n",
                        x,
                        y,
                        anchor,
                        attributes,
                        escaped(text)));
    }

    private double groupWidth() {
        return PLOT_WIDTH / (double) chart.names().size();
    }

    /** In lines that are no wider, broken between words; a word that is wider stays whole. */
    static List<String> wrapped(String name, double width) {
        List<String> lines = new ArrayList<>();
        for (String word : List.of(name.split(" ", -1))) {
            String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1) + " " + word;
            if (lines.isEmpty() || last.length() * CHARACTER_WIDTH > width) {
                lines.add(word);
            } else {
                lines.set(lines.size() - 1, last);
            }
        }
        return lines;
    }

    private static String colour(int series) {
        return COLOURS.get(series % COLOURS.size());
    }

    /** To three digits: a picture is no place for more. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(DIGITS);
        return rounded.scale() <= 0
                ? String.format(Locale.ROOT, "%,d", rounded.toBigInteger())
                : rounded.stripTrailingZeros().toPlainString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** From values to shares of the length that there is. */
    private record Axis(double from, double to, boolean logarithmic, List<Double> ticks) {

        /** From zero to the round number at or above the largest. */
        static Axis linear(List<Double> values) {
            double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
            double step = step(Math.max(most, Double.MIN_NORMAL) / TICKS);
            List<Double> ticks = new ArrayList<>();
            int last = (int) Math.ceil(most / step);
            for (int i = 0; i <= Math.max(1, last); i++) {
                ticks.add(i * step);
            }
            return new Axis(0, ticks.get(ticks.size() - 1), false, ticks);
        }

        /** From power of ten to power of ten. */
        static Axis logarithmic(List<Double> values) {
            double least =
                    values.stream()
                            .mapToDouble(Double::doubleValue)
                            .filter(value -> value > 0)
                            .min()
                            .orElse(1);
            double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
            int first = (int) Math.floor(Math.log10(least));
            int last = Math.max(first + 1, (int) Math.ceil(Math.log10(Math.max(most, least))));
            List<Double> ticks = new ArrayList<>();
            for (int i = first; i <= last; i++) {
                ticks.add(Math.pow(10, i));
            }
            return new Axis(Math.pow(10, first), Math.pow(10, last), true, ticks);
        }

        /** 1, 2 or 5 times a power of ten. */
        private static double step(double atLeast) {
            double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
            for (double factor : new double[] {1, 2, 5}) {
                if (factor * power >= atLeast) {
                    return factor * power;
                }
            }
            return 10 * power;
        }

        double share(double value) {
            double share =
                    logarithmic
                            ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
                            : (value - from) / (to - from);
            return Math.min(1, Math.max(0, share));
        }
    }
}
