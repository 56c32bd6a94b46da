package io.orderstream.embedded.cli;

import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./run logs}: prints the logs of the running stack, or of the last one. */
@Command(
        name = "logs",
        sortOptions = false,
        description = {
            "Prints the log of a part of the running stack, or of the stack that ran last. Without a part, prints the"
                    + " last lines of each log.",
            ""
        })
final class LogsCommand implements Callable<Integer> {

    private static final String SUFFIX = ".log";
    private static final int LAST_LINES = 10;
    private static final int LAST_BYTES = 64 * 1024;

    @Spec private CommandSpec spec;

    @Mixin private StackChoice choice;

    @Parameters(
            arity = "0..1",
            paramLabel = "PART",
            description = "The part, for example stack, kinesis or IngestFunction.")
    private Optional<String> part = Optional.empty();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Path> logs = logs(directory());
        if (part.isPresent()) {
            print(chosen(logs, part.get()), out);
        } else {
            for (Path log : logs) {
                out.printf("==> %s%n", DataDirectories.shown(log));
                lastLines(log).forEach(out::println);
                out.println();
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    /**
     * The directory with the logs of the running stack, or with the newest logs if no stack runs.
     */
    private Path directory() {
        return choice.running()
                .map(StackChoice.Found::data)
                .or(
                        () ->
                                choice.directories().stream()
                                        .filter(data -> Files.exists(stackLog(data)))
                                        .max(Comparator.comparing(LogsCommand::lastChange)))
                .map(data -> data.resolve("logs"))
                .filter(Files::isDirectory)
                .orElseThrow(
                        () ->
                                new StartException(
                                        "There are no logs. If the stack was started with --data-directory, add the same flag to ./run logs."));
    }

    private static Path stackLog(Path data) {
        return data.resolve("logs").resolve("stack" + SUFFIX);
    }

    private static FileTime lastChange(Path data) {
        try {
            return Files.getLastModifiedTime(stackLog(data));
        } catch (IOException e) {
            throw new StartException("Cannot read " + stackLog(data) + ": " + e, e);
        }
    }

    private static List<Path> logs(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    private static Path chosen(List<Path> logs, String part) {
        return logs.stream()
                .filter(log -> name(log).equalsIgnoreCase(part))
                .findFirst()
                .orElseThrow(
                        () ->
                                new StartException(
                                        "There is no log of "
                                                + part
                                                + ". There are logs of "
                                                + logs.stream()
                                                        .map(LogsCommand::name)
                                                        .collect(Collectors.joining(", "))
                                                + "."));
    }

    private static String name(Path log) {
        String file = log.getFileName().toString();
        return file.substring(0, file.length() - SUFFIX.length());
    }

    private static void print(Path log, PrintWriter out) throws IOException {
        // A log has the output of other programs, so it can have bytes that are not UTF-8. This
        // reader decodes them as U+FFFD. Files.newBufferedReader would throw.
        try (Reader reader =
                new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8)) {
            reader.transferTo(out);
        }
    }

    /** The last lines of a log. Reads only its last 64 KiB, because a log can be large. */
    private static List<String> lastLines(Path log) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            channel.position(Math.max(0, channel.size() - LAST_BYTES));
            byte[] end = Channels.newInputStream(channel).readNBytes(LAST_BYTES);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        }
    }
}
