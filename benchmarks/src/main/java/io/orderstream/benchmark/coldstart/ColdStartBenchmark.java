package io.orderstream.benchmark.coldstart;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.benchmark.standin.KinesisStandIn;
import io.orderstream.embedded.lambda.RuntimeClient;
import io.orderstream.job.sink.TableItem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures the first answer of the ingest function and of the query function: from a cold start,
 * from a ready process that was not primed, and from a ready process that was primed.
 */
public final class ColdStartBenchmark implements Benchmark {

    private static final Duration LATENCY = Duration.ofMillis(5);

    @Override
    public String name() {
        return "coldstart";
    }

    @Override
    public String title() {
        return "The first answer of the packaged functions, without SnapStart and after priming";
    }

    @Override
    public Figures measure(BenchmarkRun run) throws Exception {
        if (!run.smoke() && RuntimeClient.ofThisPlatform() != RuntimeClient.AWS) {
            throw new IllegalStateException(
                    "This benchmark needs AWS's runtime interface client, which runs on Linux only."
                            + " The portable client primes nothing.");
        }
        Figures figures = new Figures();
        try (KinesisStandIn kinesis = new KinesisStandIn(LATENCY, 1, 0);
                DynamoDbStandIn dynamoDb = new DynamoDbStandIn(LATENCY)) {
            dynamoDb.answerWith(TableItem.json(SampleOrders.placed(SampleOrders.posted(1))));
            Map<String, String> environment =
                    Map.of(
                            "STREAM_NAME", "orders",
                            "TABLE_NAME", "orders",
                            "BUCKET_NAME", "invoices",
                            "AUTHORIZATION", "NONE",
                            "AWS_REGION", "us-east-1",
                            "AWS_ACCESS_KEY_ID", "standin",
                            "AWS_SECRET_ACCESS_KEY", "standin",
                            "AWS_ENDPOINT_URL_KINESIS", kinesis.endpoint().toString(),
                            "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint().toString());
            measure(run, figures, "ingest", "IngestHandler", event("post-order.json"), environment);
            measure(run, figures, "query", "QueryHandler", event("get-order.json"), environment);
        }
        return figures;
    }

    private static void measure(
            BenchmarkRun run,
            Figures figures,
            String name,
            String handler,
            byte[] event,
            Map<String, String> environment)
            throws Exception {
        Path zip = run.root().resolve(name + "-lambda/target/" + name + "-lambda.zip");
        List<Double> cold = new ArrayList<>();
        List<Double> ready = new ArrayList<>();
        List<Double> primed = new ArrayList<>();
        try (ColdFunction function =
                new ColdFunction(
                        zip,
                        "io.orderstream." + name + "." + handler,
                        event,
                        environment,
                        run.root().resolve("embedded-stack/target/lambda-runtime"),
                        run.scratch(name))) {
            // Round 0 fills the page cache and is not counted. A smoke run begins with round 1.
            for (int round = run.pick(0, 1); round <= run.pick(12, 1); round++) {
                double millis = function.coldStart();
                if (round > 0) {
                    cold.add(millis);
                }
            }
            for (int round = 0; round < run.pick(6, 1); round++) {
                ready.add(function.readyProcess(false));
                primed.add(function.readyProcess(true));
            }
        }
        figures.putRounds(name + ".first.answer.ms", cold);
        figures.putRounds(name + ".ready.first.answer.ms", ready);
        figures.putRounds(name + ".primed.first.answer.ms", primed);
        figures.put(name + ".zip.mb", Files.size(zip) / 1e6);
        run.say("%s: %.0f ms", name, figures.get(name + ".first.answer.ms"));
    }

    private static byte[] event(String file) throws IOException {
        try (InputStream stream = ColdStartBenchmark.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IOException("Not on the class path: " + file);
            }
            return stream.readAllBytes();
        }
    }
}
