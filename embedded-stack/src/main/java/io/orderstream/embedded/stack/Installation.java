package io.orderstream.embedded.stack;

import io.orderstream.embedded.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the build left what the stack runs.
 *
 * @param root the repository's directory, which {@code pom.xml} is in
 */
public record Installation(Path root) {

    /** The template's artifact keys on this machine are paths from the repository's root. */
    static final String INGEST_ZIP = "ingest-lambda/target/ingest-lambda.zip";

    static final String QUERY_ZIP = "query-lambda/target/query-lambda.zip";
    static final String STARTER_ZIP = "cloudformation/target/job-starter.zip";
    static final String JOB_JAR = "flink-job/target/flink-job.jar";

    private static final String TEMPLATE = "cloudformation/template.yaml";
    private static final String TARGET = "embedded-stack/target";

    /** An installation in this directory; nothing is checked yet. */
    public Installation {
        root = root.toAbsolutePath().normalize();
    }

    /** The template that is deployed and run. */
    public Path template() {
        return root.resolve(TEMPLATE);
    }

    /** The file of an artifact, by the key that the template uses for it. */
    public Path artifact(String key) {
        return root.resolve(key);
    }

    Path flinkPlugins() {
        return root.resolve(TARGET).resolve("plugins");
    }

    Path lambdaRuntime() {
        return root.resolve(TARGET).resolve("lambda-runtime");
    }

    Path nativeLibraries() {
        return root.resolve(TARGET).resolve("native");
    }

    Path kinesisLocal() {
        return root.resolve(TARGET).resolve("kinesis-local");
    }

    /**
     * Checks that everything is there.
     *
     * @throws StartException naming what is missing and the command that makes it
     */
    void require() {
        List<Path> missing =
                Stream.of(
                                template(),
                                artifact(INGEST_ZIP),
                                artifact(QUERY_ZIP),
                                artifact(JOB_JAR),
                                flinkPlugins(),
                                lambdaRuntime(),
                                nativeLibraries(),
                                kinesisLocal())
                        .filter(path -> !Files.exists(path))
                        .toList();
        if (!missing.isEmpty()) {
            throw new StartException(
                    "Not built yet: "
                            + missing.stream()
                                    .map(path -> root.relativize(path).toString())
                                    .collect(Collectors.joining(", "))
                            + ". Run `mvn -DskipTests package` in "
                            + root
                            + ", or start with ./run, which does.");
        }
    }
}
