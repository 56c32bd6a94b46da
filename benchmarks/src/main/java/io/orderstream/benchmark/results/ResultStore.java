package io.orderstream.benchmark.results;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Results as JSON files, one for each benchmark, so that RESULTS.md can be written again after one
 * of them was measured again.
 */
public final class ResultStore {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();

    private final Path directory;

    /** A store in this directory, which is created with the first result. */
    public ResultStore(Path directory) {
        this.directory = directory;
    }

    /** Keeps a result in place of the benchmark's last one. */
    public void put(Result result) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(file(result.benchmark()), JSON.writeValueAsString(result) + "\n");
    }

    /** The last results of these benchmarks, without those that have none. */
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
