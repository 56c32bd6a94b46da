package io.orderstream.benchmark.results;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Results as JSON files, one for each benchmark, so that RESULTS.md can be written anew after one
 * of them was measured again.
 */
public final class ResultStore {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();

    private final Path directory;

    /** A store in this directory, which is made when it is needed. */
    public ResultStore(Path directory) {
        this.directory = directory;
    }

    /** Keeps a result in place of the benchmark's last one. */
    public void put(Result result) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(file(result.benchmark()), JSON.writeValueAsString(result) + "\n");
    }

    /** The benchmark's last result. */
    public Optional<Result> get(String benchmark) throws IOException {
        Path file = file(benchmark);
        return Files.exists(file)
                ? Optional.of(JSON.readValue(file.toFile(), Result.class))
                : Optional.empty();
    }

    /** The last results of these benchmarks, in this order, of those that there are. */
    public List<Result> all(List<String> benchmarks) throws IOException {
        List<Result> results = new ArrayList<>();
        for (String benchmark : benchmarks) {
            get(benchmark).ifPresent(results::add);
        }
        return results;
    }

    private Path file(String benchmark) {
        return directory.resolve(benchmark + ".json");
    }
}
