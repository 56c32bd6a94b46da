package io.orderstream.embedded.stack;

import io.orderstream.embedded.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of the repository and its build that the stack uses.
 *
 * @param root the directory of the root {@code pom.xml}
 */
public record Installation(Path root) {

    /**
     * The keys of the artifacts, for the parameters of the template. On this machine, each key is
     * the artifact's path, relative to the repository's root.
     */
    static final String INGEST_ZIP = "ingest-lambda/target/ingest-lambda.zip";

    static final String QUERY_ZIP = "query-lambda/target/query-lambda.zip";
    static final String STARTER_ZIP = "cloudformation/target/job-starter.zip";
    static final String JOB_JAR = "flink-job/target/flink-job.jar";

    private static final String TEMPLATE = "cloudformation/template.yaml";
    private static final String DOCS = "docs";
    private static final String TARGET = "embedded-stack/target";

    /** An installation in this directory. Its files are checked when the stack starts. */
    public Installation {
        root = root.toAbsolutePath().normalize();
    }

    /** The CloudFormation template. The same file is deployed to AWS. */
    public Path template() {
        return root.resolve(TEMPLATE);
    }

    /** The directory with the description of the API. */
    public Path docs() {
        return root.resolve(DOCS);
    }

    /** The file of an artifact, by its key in the template. */
    public Path artifact(String key) {
        return root.resolve(key);
    }

    Path flinkPlugins() {
        return root.resolve(TARGET).resolve("plugins");
    }

    Path lambdaRuntime() {
        return root.resolve(TARGET).resolve("lambda-runtime");
    }

    Path emulators() {
        return root.resolve(TARGET).resolve("emulators");
    }

    /**
     * Checks that everything that a start needs exists.
     *
     * @throws StartException if files are missing; the message has the files and the command that
     *     makes them
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
                                emulators())
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
                            + ", or start with ./run, which builds them.");
        }
    }
}
