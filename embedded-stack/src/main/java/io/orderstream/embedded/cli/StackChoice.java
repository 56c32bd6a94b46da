package io.orderstream.embedded.cli;

import io.orderstream.embedded.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flags of the commands for a running stack: one chooses the stack, the other shows help. */
final class StackChoice {

    @Option(
            names = DataDirectories.FLAG,
            paramLabel = "DIR",
            description =
                    "The data directory of the stack, if it was started with this flag. By default, the directories of"
                            + " ./run and ./run --keep are searched.",
            showDefaultValue = Help.Visibility.NEVER)
    private Optional<Path> data = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.",
            showDefaultValue = Help.Visibility.NEVER)
    @SuppressWarnings("unused") // picocli handles this option, so no code reads the field.
    private boolean help;

    /** A stack with a file: the stack runs, or its process ended without deleting the file. */
    record Found(Path data, StackFile file) {

        boolean runs() {
            return file.process().isPresent();
        }
    }

    /** The data directories to search. */
    List<Path> directories() {
        return data.map(chosen -> List.of(chosen.toAbsolutePath().normalize()))
                .orElseGet(() -> List.of(DataDirectories.usual(), DataDirectories.kept()));
    }

    /** A message that no stack runs in the directories that were searched. */
    String noneRuns() {
        return directories().stream()
                .map(directory -> DataDirectories.shown(directory).toString())
                .collect(Collectors.joining(" or ", "No stack runs in ", "."));
    }

    /**
     * The stacks whose files exist. If a file cannot be read, this is reported, and the stacks of
     * the other directories are still found.
     *
     * @throws StartException if the file in the directory that the user chose cannot be read
     */
    List<Found> all() {
        return directories().stream()
                .filter(Files::isDirectory)
                .flatMap(directory -> find(directory).stream())
                .toList();
    }

    private Optional<Found> find(Path directory) {
        try {
            return StackFile.read(directory).map(file -> new Found(directory, file));
        } catch (StartException e) {
            if (data.isPresent()) {
                throw e;
            }
            command.commandLine().getErr().println(e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * The stack that runs; empty if none does.
     *
     * @throws StartException if several stacks run, so that the user has to choose one, or if the
     *     file in the directory that the user chose cannot be read
     */
    Optional<Found> running() {
        List<Found> running = all().stream().filter(Found::runs).toList();
        if (running.size() > 1) {
            throw new StartException(
                    "Several stacks run. Choose one with "
                            + running.stream()
                                    .map(
                                            found ->
                                                    DataDirectories.FLAG
                                                            + " "
                                                            + DataDirectories.shown(found.data()))
                                    .collect(Collectors.joining(" or "))
                            + ".");
        }
        return running.stream().findFirst();
    }
}
