package io.orderstream.benchmark.results;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes RESULTS.md: the template {@code RESULTS.md.mustache}, filled with figures. In the
 * template, {@code {{cost.usd.per.million.at.1000}}} is the figure {@code usd.per.million.at.1000}
 * of the benchmark {@code cost}.
 *
 * <pre>{@code
 * new ResultsPage(root.resolve("benchmarks")).write(store.all(names));
 * }</pre>
 */
public final class ResultsPage {

    /** The page's file name. */
    public static final String FILE = "RESULTS.md";

    private static final String TEMPLATE = "RESULTS.md.mustache";
    private static final double MAX_WITH_FRACTION = 100;
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private final Path directory;

    /** Uses this directory for the page, and the directory's folder {@code plots} for the chart. */
    public ResultsPage(Path directory) {
        this.directory = directory;
    }

    /** Writes the page and draws its chart. */
    public void write(List<Result> results) throws IOException {
        Path plots = Files.createDirectories(directory.resolve("plots"));
        for (Result result : results) {
            if (result.benchmark().equals("cost")) {
                CostChart.draw(result.figures(), plots.resolve("cost.svg"));
            }
        }
        Files.writeString(directory.resolve(FILE), text(results));
    }

    static String text(List<Result> results) throws IOException {
        Map<String, Object> values = new HashMap<>();
        for (Result result : results) {
            values.put(result.benchmark() + ".date", result.measuredAt().substring(0, 10));
            result.figures()
                    .forEach(
                            (name, figure) ->
                                    values.put(result.benchmark() + "." + name, show(figure)));
        }
        values.put("smoke", results.stream().anyMatch(Result::smoke));
        values.put(
                "machines",
                results.stream().map(each -> each.machine().describe()).distinct().toList());
        try (InputStream stream = ResultsPage.class.getResourceAsStream(TEMPLATE)) {
            if (stream == null) {
                throw new IOException("Not on the class path: " + TEMPLATE);
            }
            Reader template = new InputStreamReader(stream, StandardCharsets.UTF_8);
            return Mustache.compiler()
                    .escapeHTML(false)
                    .defaultValue("not measured")
                    .compile(template)
                    .execute(values);
        }
    }

    /**
     * Formats a figure. Whole numbers and numbers from 100 on have no fraction; other numbers have
     * three significant digits.
     */
    public static String show(double figure) {
        return figure == Math.rint(figure) || figure >= MAX_WITH_FRACTION
                ? String.format(Locale.ROOT, "%,.0f", figure)
                : new BigDecimal(figure).round(THREE_DIGITS).toPlainString();
    }
}
