package io.orderstream.benchmark.coldstart;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.embedded.lambda.RuntimeClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ColdStartBenchmarkTest {

    @AfterEach
    void clear() {
        System.clearProperty(RuntimeClient.PROPERTY);
    }

    @Test
    void thePortableRuntimeClientIsRefused_becauseItPrimesNothing() {
        System.setProperty(RuntimeClient.PROPERTY, "portable");
        BenchmarkRun run = new BenchmarkRun(Path.of("nowhere"), false, line -> {});

        assertThatIllegalStateException()
                .isThrownBy(() -> new ColdStartBenchmark().measure(run))
                .withMessageContaining("AWS's runtime interface client");
    }
}
