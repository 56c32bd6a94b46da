package io.orderstream.benchmark.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares costs in README.md and docs/operations.md with the cost model. */
class CostInReadmesTest {

    private static final Path ROOT = Path.of(System.getProperty("orderstream.root", ".."));
    private static final Pattern ROW =
            Pattern.compile("\\|.*\\| (?:\\*\\*)?([0-9.]+)(?:\\*\\*)? \\|");

    private final ThisDesign design = ThisDesign.withDefaults();
    private final List<CostItem> idle = design.idleDay(new Workload(1));
    private final List<CostItem> million = design.ordersOfDay(Workload.perDay(1e6));

    @Test
    void theTableOfADayWithoutOrdersHasTheCostsOfTheModel() throws IOException {
        assertSame(rows("| a day |"), idle);
    }

    @Test
    void theTableOfAMillionOrdersHasTheCostsOfTheModel() throws IOException {
        assertSame(rows("| USD |"), million);
    }

    @Test
    void theSumsInTheTextAreThoseOfTheModel() throws IOException {
        double day = CostItem.sumOfCents(idle);
        double oneShard =
                24
                        * (AwsPrice.KINESIS_SHARD_HOUR.usd()
                                + AwsPrice.KINESIS_SHARD_HOUR_EXTENDED.usd());
        double stopped = day - idle.get(0).usd() - idle.get(1).usd();
        double kinesis = idle.get(2).usd();
        String operations = page("docs/operations.md");
        assertThat(amount(operations, "That is about ([0-9]+) a month"))
                .isEqualTo(day * Workload.MONTH_DAYS, within(1.0));
        double oneShardForADay = 24 * AwsPrice.KINESIS_SHARD_HOUR.usd();
        assertAmount(operations, "ShardCount=1` the stream costs ([0-9.]+)", oneShard);
        assertAmount(
                operations,
                "ShardCount=1`[^`]+ and the day ([0-9]+\\.[0-9]+)",
                day - kinesis + oneShard);
        assertAmount(
                operations,
                "RetentionHours=24` as well, the stream costs ([0-9.]+)",
                oneShardForADay);
        assertAmount(
                operations,
                "RetentionHours=24`[^`]+ and the day ([0-9]+\\.[0-9]+)",
                day - kinesis + oneShardForADay);
        assertAmount(operations, "a day costs ([0-9.]+), and orders wait", stopped);
        assertAmount(
                operations,
                "orders with one event each add ([0-9.]+[0-9])",
                CostItem.sum(design.ordersWithEventsOfDay(Workload.perDay(1e6))));
        // RESULTS.md adds up rounded amounts. README.md and docs/operations.md show the same sum.
        assertThat(amount(page("README.md"), "it costs about ([0-9.]+) USD a day")).isEqualTo(day);
        assertThat(amount(operations, "\\*\\*left running\\*\\* \\| \\| \\*\\*([0-9.]+)\\*\\*"))
                .isEqualTo(day);
    }

    /**
     * Compares each row with the model, to the cent. Rows of 0.00 are left out. The page adds up
     * rounded amounts and the model adds up exact amounts, so the sums may differ by 0.02.
     */
    private static void assertSame(List<Double> rows, List<CostItem> items) {
        List<Double> expected = new ArrayList<>();
        items.forEach(item -> expected.add(cents(item.usd())));
        assertThat(rows.subList(0, rows.size() - 1))
                .filteredOn(usd -> usd > 0)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rows.get(rows.size() - 1)).isEqualTo(CostItem.sum(items), within(0.02));
    }

    private static double cents(double usd) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.2f", usd));
    }

    private static void assertAmount(String text, String pattern, double usd) {
        assertThat(amount(text, pattern)).as(pattern).isEqualTo(usd, within(0.011));
    }

    private static double amount(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s", pattern).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    /**
     * Returns the amounts of the table whose heading ends with this column. The last amount is the
     * sum.
     */
    private static List<Double> rows(String lastColumn) throws IOException {
        String operations = page("docs/operations.md");
        List<Double> amounts = new ArrayList<>();
        String table = operations.substring(operations.indexOf(lastColumn)).split("\n\n", 2)[0];
        for (String line : table.split("\n", -1)) {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                amounts.add(Double.parseDouble(row.group(1)));
            }
        }
        return amounts;
    }

    private static String page(String file) throws IOException {
        // Joins the lines of a paragraph, so that the patterns match across line ends.
        return Files.readString(ROOT.resolve(file)).replaceAll("(?<=[\\w,)])\n *(?=\\w)", " ");
    }
}
