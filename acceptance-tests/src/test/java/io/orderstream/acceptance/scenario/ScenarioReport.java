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
 * A row of the table of scenarios, on the terminal and in {@code target/scenarios.md}.
 *
 * @param name of the scenario
 * @param orders that were sent
 * @param badRecords that were put
 * @param faults that were injected
 * @param disruptions that were dealt to the job
 * @param restarts of the job
 * @param audit what was found at the end
 * @param invoices who asked for invoices as soon as lines were committed
 * @param recoveries how long the job was not well after each disruption
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
            | scenario | orders | bad records | faults injected | restarts | lost | duplicated | corrupted | in another folder or file than named | invoices asked for | not found at once | recovery |
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
            // By an earlier scenario, perhaps of another JVM.
        }
    }

    private String injected() {
        String rules = faults.stream().map(FaultRule::toString).collect(Collectors.joining(", "));
        String dealt = disruptions == 0 ? "" : "disruptions to the job: " + disruptions;
        return rules + (rules.isEmpty() || dealt.isEmpty() ? "" : ", ") + dealt;
    }

    private String seconds() {
        return recoveries.stream()
                .map(recovery -> String.format("%.1f s", recovery.toMillis() / 1e3))
                .collect(Collectors.joining(", "));
    }
}
