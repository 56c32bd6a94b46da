package io.orderstream.benchmark.results;

import java.util.List;

/**
 * Figures as a picture.
 *
 * @param file the picture's name, without ending; unique among all benchmarks
 * @param title what it shows
 * @param kind bars over names, or lines over numbers
 * @param x what is drawn to the right
 * @param y what is drawn upwards
 * @param logarithmic whether both numeric axes are
 * @param names what the bars stand for, of {@link Kind#BARS} only
 * @param series one colour each
 */
public record Chart(
        String file,
        String title,
        Kind kind,
        String x,
        String y,
        boolean logarithmic,
        List<String> names,
        List<Series> series) {

    /** How it is drawn. */
    public enum Kind {
        BARS,
        LINES
    }

    /**
     * One colour.
     *
     * @param name in the legend
     * @param xs empty for bars
     * @param ys as many as there are bars, or points
     */
    public record Series(String name, List<Double> xs, List<Double> ys) {}

    /** Bars: for each series one bar at each name. */
    public static Chart bars(
            String file, String title, String y, List<String> names, List<Series> series) {
        return new Chart(file, title, Kind.BARS, "", y, false, names, series);
    }

    /** Lines through points. */
    public static Chart lines(
            String file,
            String title,
            String x,
            String y,
            boolean logarithmic,
            List<Series> series) {
        return new Chart(file, title, Kind.LINES, x, y, logarithmic, List.of(), series);
    }

    /** The same, for heights of which some are thousands of times the others. */
    public Chart withLogarithmicHeights() {
        return new Chart(file, title, kind, x, y, true, names, series);
    }

    /** A series of {@link #bars}. */
    public static Series bar(String name, List<Double> heights) {
        return new Series(name, List.of(), heights);
    }
}
