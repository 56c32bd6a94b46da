package io.orderstream.benchmark.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the README files say about money is what the model says. */
class CostInReadmesTest {

    private static final Path ROOT = Path.of(System.getProperty("orderstream.root", ".."));

    private final ThisDesign design = ThisDesign.withDefaults();
    private final List<CostItem> idle = design.idleDay(new Workload(1));
    private final List<CostItem> million = design.ordersOfDay(Workload.perDay(1e6));

    @Test
    void theTableOfADayWithoutOrders() throws IOException {
        assertThat(rows("What a day costs", "left running"))
                .isEqualTo(
                        table(
                                idle,
                                new CostItem(
                                        "table, bucket, functions, API",
                                        "nothing while nobody calls",
                                        0),
                                "left running"));
    }

    @Test
    void theTableOfAMillionOrders() throws IOException {
        assertThat(rows("million orders", "together")).isEqualTo(table(million, null, "together"));
    }

    @Test
    void theSumsInTheText() throws IOException {
        double day = CostItem.sum(idle);
        double oneShard =
                24 * (Price.KINESIS_SHARD_HOUR.usd() + Price.KINESIS_SHARD_HOUR_EXTENDED.usd());
        double stopped = day - idle.get(0).usd() - idle.get(1).usd();
        double kinesis = idle.get(2).usd();
        assertThat(readme("cloudformation/README.md"))
                .contains(
                        String.format(
                                Locale.ROOT, "About %.0f a month.", day * Workload.MONTH_DAYS),
                        String.format(Locale.ROOT, "takes Kinesis to %.2f", oneShard),
                        String.format(Locale.ROOT, "and the day to %.2f", day - kinesis + oneShard),
                        String.format(Locale.ROOT, "a day costs %.2f, and orders wait", stopped));
        assertThat(readme("README.md"))
                .contains(String.format(Locale.ROOT, "it costs about %.2f USD a day", day));
    }

    private static String table(List<CostItem> items, CostItem last, String sum) {
        StringBuilder table = new StringBuilder();
        items.forEach(item -> table.append(row(item)));
        if (last != null) {
            table.append(row(last));
        }
        return table.append(
                        String.format(
                                Locale.ROOT, "| **%s** | | **%.2f** |", sum, CostItem.sum(items)))
                .toString();
    }

    private static String row(CostItem item) {
        return String.format(
                Locale.ROOT, "| %s | %s | %.2f |\n", item.name(), item.arithmetic(), item.usd());
    }

    /** A table's rows: what follows its ruler, up to the row of the sum. */
    private static String rows(String heading, String sum) throws IOException {
        String readme = readme("cloudformation/README.md");
        int start = readme.indexOf("---: |\n", readme.indexOf(heading)) + "---: |\n".length();
        int end = readme.indexOf('\n', readme.indexOf("| **" + sum + "**", start));
        return readme.substring(start, end);
    }

    private static String readme(String file) throws IOException {
        // A sentence may go on in the next line.
        return Files.readString(ROOT.resolve(file)).replaceAll("(?<=[\\w,)])\n(?=\\w)", " ");
    }
}
