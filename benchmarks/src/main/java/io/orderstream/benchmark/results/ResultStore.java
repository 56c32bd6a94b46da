package io.orderstream.benchmark.results;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores results as JSON files, one file for each benchmark. So one benchmark can be measured again
 * and RESULTS.md can still be written with the results of all benchmarks.
 */
public final class ResultStore {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();

    private final Path directory;

    /** Uses this directory, which {@link #put} creates if it does not exist. */
    public ResultStore(Path directory) {
        this.directory = directory;
    }

    /** Stores a result. It replaces the last result of the same benchmark. */
    public void put(Result result) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(file(result.benchmark()), JSON.writeValueAsString(result) + "\n");
    }

    /**
     * Returns the last result of each of these benchmarks. It skips benchmarks without a result.
     */
    public List<Result> all(List<String> benchmarks) throws IOException {
        List<Result> results = new ArrayList<>();
        for (String benchmark : benchmarks) {
            if (Files.exists(file(benchmark))) {
                results.add(JSON.readValue(file(benchmark).toFile(), Result.class));
            }
        }
        return results;
    }

    private Path file(String benchmark) {
        return directory.resolve(benchmark + ".json");
    }
}
