package io.orderstream.job;

import static java.util.stream.Collectors.toList;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.model.Received;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.model.wire.OrderDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the finished files of an archive in a local directory. */
public final class ArchiveDirectory {

    /** The digits at the end are the file's number. In each folder, each writer counts from 0. */
    private static final Pattern FILE_NAME = Pattern.compile("part-[0-9a-f-]{36}-(\\d+)\\.jsonl");

    private final Path root;

    public ArchiveDirectory(Path root) {
        this.root = root;
    }

    /** The orders of all lines, each with the place of its line. */
    List<PlacedRecord> orders() throws IOException {
        return placed("invoices", OrderDocument::parse);
    }

    /** The events of all lines, each with the place of its line. */
    List<PlacedRecord> events() throws IOException {
        return placed("events", EventDocument::parse);
    }

    private List<PlacedRecord> placed(String prefix, Function<String, Received> parser)
            throws IOException {
        List<PlacedRecord> placed = new ArrayList<>();
        for (Path file : files(prefix)) {
            String folder = root.relativize(file.getParent()) + "/";
            Matcher name = FILE_NAME.matcher(file.getFileName().toString());
            if (!name.matches()) {
                throw new IllegalStateException("Not a name of an archive file: " + file);
            }
            int part = Integer.parseInt(name.group(1));
            long offset = 0;
            for (String line : Files.readAllLines(file)) {
                placed.add(new PlacedRecord(parser.apply(line), folder, part, offset));
                offset += line.getBytes(StandardCharsets.UTF_8).length + 1;
            }
        }
        return placed;
    }

    /** The lines of all files below a folder. */
    public List<String> lines(String folder) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files(folder)) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    /** The finished files below a folder. Names of unfinished files begin with a dot. */
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
