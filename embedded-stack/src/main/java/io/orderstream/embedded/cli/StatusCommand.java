package io.orderstream.embedded.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.json.StackJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./run status}: says which stacks run, and where. */
@Command(
        name = "status",
        sortOptions = false,
        description = {
            "Says whether a stack runs, and where. The exit code is 1 if none does.",
            ""
        })
final class StatusCommand implements Callable<Integer> {

    private static final int NONE_RUNS = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Spec private CommandSpec spec;

    @Mixin private StackChoice choice;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<StackChoice.Found> all = choice.all();
        all.stream().filter(StackChoice.Found::runs).forEach(found -> print(found, out));
        boolean noneRuns = all.stream().noneMatch(StackChoice.Found::runs);
        if (noneRuns) {
            out.println(choice.noneRuns());
        }
        all.stream()
                .filter(found -> !found.runs())
                .forEach(
                        found ->
                                out.printf(
                                        "A stack in %1$s ended without being stopped: ./run logs --data-directory %1$s shows its logs.%n",
                                        DataDirectories.shown(found.data())));
        out.flush();
        return noneRuns ? NONE_RUNS : 0;
    }

    private static void print(StackChoice.Found found, PrintWriter out) {
        StackFile file = found.file();
        out.printf(
                "A stack %s (process %d, since %s).%n",
                file.isReady() ? "runs" : "is starting",
                file.pid(),
                file.started().truncatedTo(ChronoUnit.SECONDS));
        if (file.isReady()) {
            out.printf("  API        %s%n", file.variables().get(StackFile.API));
            String flink = file.variables().getOrDefault(StackFile.FLINK_UI, "");
            out.printf("  Flink UI   %s%n", flink);
            out.printf("  Flink job  %s%n", jobState(flink));
        }
        out.printf("  Data       %s%n", DataDirectories.shown(found.data()));
    }

    /**
     * The state of the job, for example {@code RUNNING}, or the states of all jobs if Flink has
     * several. The result is {@code none} if Flink has no job. If the state is not known, the
     * result says why.
     */
    private static String jobState(String flink) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(flink + "/v1/jobs/overview"))
                            .timeout(PATIENCE)
                            .build();
            String answer =
                    HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
            JsonNode jobs = StackJson.MAPPER.readTree(answer).path("jobs");
            if (!jobs.isArray()) {
                return "unknown: Flink answered with an error";
            }
            List<String> states = new ArrayList<>();
            jobs.forEach(job -> states.add(job.path("state").asText()));
            return states.isEmpty() ? "none" : String.join(", ", states);
        } catch (IOException | IllegalArgumentException e) {
            return "unknown: Flink does not answer";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown: interrupted";
        }
    }
}
