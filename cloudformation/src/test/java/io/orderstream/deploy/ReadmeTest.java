package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * Tests that the pages on deployment and operations agree with the template and with Managed Flink.
 */
class ReadmeTest {

    private static final String DEPLOYMENT = "README.md";
    private static final String OPERATIONS = "../docs/operations.md";

    @Test
    void explainsEveryAlarm() throws IOException {
        assertThat(found("`([A-Za-z]+Alarm)`", OPERATIONS))
                .isEqualTo(found("(?m)^  ([A-Za-z]+Alarm):$", "template.yaml"));
    }

    @Test
    void namesOnlyWhatTheTemplateHas() throws IOException {
        Set<String> named = found("`([A-Z][A-Za-z]+[a-z])`", DEPLOYMENT);
        named.addAll(found("`([A-Z][A-Za-z]+[a-z])`", OPERATIONS));
        // The following words are not names in the template: Retain is a value of a parameter,
        // FlinkJobResource is a class, and the others are texts in logs.
        named.removeAll(
                Set.of(
                        "Retain",
                        "AccessDenied",
                        "NoSuchUpload",
                        "OutOfMemory",
                        "FlinkJobResource"));
        named.removeIf(name -> name.endsWith("Alarm"));

        assertThat(named).hasSizeGreaterThan(15);
        assertThat(found("(?m)^  ([A-Za-z]+):$", "template.yaml")).containsAll(named);
    }

    @Test
    void costsAreTheResultsOfTheirArithmetic_andAddUp() throws IOException {
        Pattern row =
                Pattern.compile(
                        "\\| ([^|]*) \\| ([^|]*) ?\\| \\*{0,2}([0-9]+\\.[0-9]{2})\\*{0,2} \\|");
        BigDecimal sum = BigDecimal.ZERO;
        int totals = 0;
        for (String line : Files.readAllLines(Path.of(OPERATIONS))) {
            Matcher cells = row.matcher(line);
            if (!cells.matches()) {
                continue;
            }
            BigDecimal amount = new BigDecimal(cells.group(3));
            if (cells.group(1).startsWith("**")) {
                assertThat(amount).as(line).isEqualTo(sum);
                sum = BigDecimal.ZERO;
                totals++;
            } else {
                if (!cells.group(2).startsWith("nothing")) {
                    assertThat(Arithmetic.of(cells.group(2))).as(line).isEqualTo(amount);
                }
                sum = sum.add(amount);
            }
        }
        assertThat(totals).isEqualTo(2);
    }

    /** The runbook has each state, and forces a stop only in the five states that allow it. */
    @Test
    void theRunbookHasEveryState() throws IOException {
        Set<String> states = new TreeSet<>();
        Set<String> forced = new TreeSet<>();
        String runbook =
                Files.readString(Path.of(OPERATIONS))
                        .split("\n## When the job cannot be restored\n", -1)[1]
                        .split("\n## ", -1)[0];
        for (String line : runbook.lines().filter(row -> row.startsWith("| `")).toList()) {
            String[] cells = line.split(" \\| ", -1);
            Set<String> named =
                    Pattern.compile("`([A-Z_]+)`")
                            .matcher(cells[0])
                            .results()
                            .map(match -> match.group(1))
                            .collect(Collectors.toCollection(TreeSet::new));
            states.addAll(named);
            if (cells[1].contains("`stop-application --force`")) {
                forced.addAll(named);
            }
        }

        assertThat(states)
                .containsExactlyInAnyOrderElementsOf(
                        ApplicationStatus.knownValues().stream().map(Enum::name).toList());
        // https://docs.aws.amazon.com/managed-flink/latest/apiv2/API_StopApplication.html
        assertThat(forced)
                .containsExactlyInAnyOrder(
                        "STARTING", "UPDATING", "STOPPING", "AUTOSCALING", "RUNNING");
    }

    /** The signature needs AWS_REGION, and export-credentials does not set this variable. */
    @Test
    void theSignedRequestSetsTheRegion() throws IOException {
        assertThat(Files.readString(Path.of(DEPLOYMENT)))
                .containsSubsequence(
                        "```\nAWS_REGION=${AWS_REGION:-$(aws configure get region)}\n",
                        "\"aws:amz:$AWS_REGION:execute-api\"",
                        "```");
    }

    private static Set<String> found(String pattern, String file) throws IOException {
        Set<String> found = new TreeSet<>();
        Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .forEach(found::add);
        return found;
    }
}
