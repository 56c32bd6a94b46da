package io.orderstream.acceptance.scenario;

import io.orderstream.acceptance.proxy.FaultRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A row in the table of scenarios, printed to the terminal and appended to {@code
 * target/scenarios.md}.
 *
 * @param name the name of the scenario
 * @param orders the number of orders that were sent
 * @param badRecords the number of bad records that were put
 * @param faults the rules of the injected faults
 * @param disruptions the number of disruptions of the job; outages are not counted
 * @param restarts the number of restarts of the job
 * @param audit the findings at the end
 * @param invoices the requests for invoices whose archive lines were just committed
 * @param recoveries the times that the job needed to recover, see {@link JobControl#recoveries}
 */
record ScenarioReport(
        String name,
        int orders,
        int badRecords,
        List<FaultRule> faults,
        int disruptions,
        int restarts,
        Audit audit,
        InvoiceOnCommitCheck invoices,
        List<Duration> recoveries) {

    private static final Path FILE = Path.of("target", "scenarios.md");
    private static final String HEADER =
            """
            | scenario | orders | bad records | faults injected | restarts | lost | duplicated | corrupted | not where the item says | invoices asked for | not found at once | recovery |
            | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
            """;

    void write() {
        String row =
                String.format(
                        "| %s | %d | %d | %s | %d | %d | %d | %d | %d | %d | %d | %s |%n",
                        name,
                        orders,
                        badRecords,
                        injected(),
                        restarts,
                        audit.lost().size(),
                        audit.duplicated().size(),
                        audit.corrupted().size() + audit.foreign().size(),
                        audit.misplaced().size(),
                        invoices.asked(),
                        invoices.notFound().size(),
                        seconds());
        System.out.print(row);
        try {
            begin();
            Files.writeString(FILE, row, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void begin() throws IOException {
        try {
            Files.writeString(
                    FILE, HEADER, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
        } catch (FileAlreadyExistsException begun) {
            // An earlier scenario has written the header, perhaps in another JVM.
        }
    }

    private String injected() {
        String rules = faults.stream().map(FaultRule::toString).collect(Collectors.joining(", "));
        String disruptionText = disruptions == 0 ? "" : "disruptions of the job: " + disruptions;
        return rules + (rules.isEmpty() || disruptionText.isEmpty() ? "" : ", ") + disruptionText;
    }

    private String seconds() {
        return recoveries.stream()
                .map(recovery -> String.format("%.1f s", recovery.toMillis() / 1e3))
                .collect(Collectors.joining(", "));
    }
}
