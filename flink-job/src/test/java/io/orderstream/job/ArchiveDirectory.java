package io.orderstream.job;

import static java.util.stream.Collectors.toList;

import io.orderstream.model.OrderDocument;
import io.orderstream.model.ReceivedOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a reader finds in an archive on this machine: finished files only. */
public final class ArchiveDirectory {

    private final Path root;

    public ArchiveDirectory(Path root) {
        this.root = root;
    }

    /** The orders of each prefix, as the table's items name it. */
    Map<String, List<ReceivedOrder>> invoices() throws IOException {
        Map<String, List<ReceivedOrder>> orders = new HashMap<>();
        for (Path file : files("invoices")) {
            String prefix = root.relativize(file.getParent()).toString() + "/";
            for (String line : Files.readAllLines(file)) {
                orders.computeIfAbsent(prefix, any -> new ArrayList<>())
                        .add(OrderDocument.parse(line));
            }
        }
        return orders;
    }

    /** The lines of all files below a folder. */
    public List<String> lines(String folder) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files(folder)) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    /** The finished files below a folder; an unfinished one's name begins with a dot. */
    public List<Path> files(String folder) throws IOException {
        if (!Files.exists(root.resolve(folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .collect(toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
