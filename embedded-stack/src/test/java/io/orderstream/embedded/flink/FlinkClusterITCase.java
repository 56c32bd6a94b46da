package io.orderstream.embedded.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orderstream.embedded.flink.jobs.BrokenMainJob;
import io.orderstream.embedded.flink.jobs.ConfiguringJob;
import io.orderstream.embedded.flink.jobs.FailingJob;
import io.orderstream.embedded.flink.jobs.NumbersJob;
import io.orderstream.embedded.s3.LocalS3;
import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

class FlinkClusterITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path PLUGINS = Path.of("target/plugins");

    @TempDir static Path directory;

    private static LocalS3 s3;
    private static FlinkCluster flink;

    @BeforeAll
    static void start() {
        s3 =
                LocalS3.start(
                        directory.resolve("s3"),
                        LoopbackPort.free("--s3-port"),
                        AwsBasicCredentials.create("local", "secret"));
        s3.client().createBucket(bucket -> bucket.bucket("archive"));
        flink = cluster(LoopbackPort.free("--flink-port")).start();
    }

    @AfterAll
    static void stop() {
        flink.close();
        s3.close();
    }

    @Test
    void runsAJobThatWritesToS3() throws Exception {
        FlinkJob job = submit(NumbersJob.class, "s3a://archive/all", "100", "1000");

        assertThat(job.awaitEnd(PATIENCE)).isEqualTo("FINISHED");
        assertThat(written("all/")).isEqualTo(numbersBelow(100));
        assertThat(job.failure()).isEmpty();
        assertThat(flink.job(job.id()).state()).isEqualTo("FINISHED");
    }

    @Test
    void writesEachRecordOnce_whenATaskManagerIsLost() throws Exception {
        // With a parallelism of 1, the job reads the numbers in order, from 0 on.
        FlinkJob job = submit(1, NumbersJob.class, "s3a://archive/lost", "1000000", "150");
        job.awaitRunning(PATIENCE);
        await().atMost(PATIENCE).until(() -> !written("lost/").isEmpty());

        flink.terminateTaskManager(0);
        flink.startTaskManager();

        await().atMost(PATIENCE).until(() -> job.restoredSnapshots() > 0);
        job.awaitRunning(PATIENCE);
        int before = written("lost/").size();
        await().atMost(PATIENCE).until(() -> written("lost/").size() > before);
        job.stopWithSavepoint(PATIENCE);
        List<Long> numbers = written("lost/");
        assertThat(numbers).isEqualTo(numbersBelow(numbers.size()));
        assertThat(job.failure()).isPresent();
    }

    @Test
    void stopsAJobWithASavepoint_andItsFilesHaveEachNumberOnce() throws Exception {
        // With a parallelism of 1, the job reads the numbers in order, from 0 on.
        FlinkJob job = submit(1, NumbersJob.class, "s3a://archive/stopped", "1000000", "100");
        job.awaitRunning(PATIENCE);
        await().atMost(PATIENCE).until(() -> !written("stopped/").isEmpty());

        String savepoint = job.stopWithSavepoint(PATIENCE);

        assertThat(Path.of(URI.create(savepoint))).isDirectoryContaining("glob:**/_metadata");
        assertThat(job.state()).isEqualTo("FINISHED");
        List<Long> numbers = written("stopped/");
        assertThat(numbers).isEqualTo(numbersBelow(numbers.size()));
    }

    @Test
    void takesACheckpointOnRequest() throws Exception {
        FlinkJob job = submit(1, NumbersJob.class, "s3a://archive/asked", "1000000", "100");
        job.awaitRunning(PATIENCE);

        assertThat(job.checkpoint(PATIENCE)).isTrue();

        job.cancel(PATIENCE);
    }

    @Test
    void cancelsAJob() throws Exception {
        FlinkJob job = submit(NumbersJob.class, "s3a://archive/cancelled", "1000000", "10");
        job.awaitRunning(PATIENCE);

        job.cancel(PATIENCE);

        assertThat(job.state()).isEqualTo("CANCELED");
    }

    @Test
    void refusesAJobThatSetsConfigurationInItsCode() {
        assertThatThrownBy(() -> submit(ConfiguringJob.class))
                .isInstanceOf(JobRejectedException.class)
                .hasMessageStartingWith("Flink refused the job ConfiguringJob.jar: ")
                .hasMessageContaining("Not allowed configuration change(s) were detected")
                .hasMessageContaining("execution.checkpointing.interval");
    }

    @Test
    void saysWhyAMainMethodFailed() {
        assertThatThrownBy(() -> submit(BrokenMainJob.class, "no.such.property"))
                .isInstanceOf(JobRejectedException.class)
                .hasMessage(
                        "Flink refused the job BrokenMainJob.jar: "
                                + "java.lang.IllegalArgumentException: the property no.such.property is missing");
    }

    @Test
    void saysWhyARunningJobFails() throws Exception {
        FlinkJob job = submit(1, FailingJob.class);

        await().atMost(PATIENCE).until(() -> job.failure().isPresent());

        assertThat(job.failure()).hasValue("java.lang.IllegalStateException: cannot take 1");
        assertThat(job.checkpoint(PATIENCE))
                .as("a checkpoint of a job that does not run")
                .isFalse();
        job.cancel(PATIENCE);
        assertThatThrownBy(() -> job.awaitRunning(PATIENCE))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "The job %s is CANCELED. Newest failure: "
                                + "java.lang.IllegalStateException: cannot take 1",
                        job.id());
    }

    @Test
    void refusesAJarThatDoesNotExist() {
        Path jar = directory.resolve("missing.jar");

        assertThatThrownBy(() -> flink.submit(jar, List.of(), 1))
                .isInstanceOf(StartException.class)
                .hasMessage("The job's jar %s does not exist. Build again.", jar);
    }

    @Test
    void refusesADamagedJar() throws Exception {
        Path jar = Files.writeString(directory.resolve("damaged.jar"), "the end is missing");

        assertThatThrownBy(() -> flink.submit(jar, List.of(), 1))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("Cannot read the job's jar " + jar + " (")
                .hasMessageEndingWith("). Build again.");
    }

    @Test
    void refusesAPortInUse_andNamesItsNumberAndFlag() throws Exception {
        URI archive = URI.create("s3a://archive/");
        FileSystem installed = FileSystem.get(archive);
        try (ServerSocket other = new ServerSocket(0)) {
            LoopbackPort port = new LoopbackPort(other.getLocalPort(), "--flink-port");

            assertThatThrownBy(() -> cluster(port).start())
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "Port %d cannot be used (Address already in use). "
                                    + "Choose another port with --flink-port, or 0 for any free port.",
                            port.number());
        }
        assertThat(FileSystem.get(archive)).isSameAs(installed);
    }

    private static FlinkCluster.Builder cluster(LoopbackPort port) {
        return FlinkCluster.builder()
                .port(port)
                .plugins(PLUGINS)
                .data(directory.resolve("flink"))
                .s3(s3.endpoint(), "local", "secret")
                .configuration(Map.of("execution.checkpointing.interval", "500 ms"));
    }

    private static FlinkJob submit(Class<?> main, String... arguments) throws IOException {
        return submit(2, main, arguments);
    }

    private static FlinkJob submit(int parallelism, Class<?> main, String... arguments)
            throws IOException {
        Path jars = Files.createDirectories(directory.resolve("jars"));
        return flink.submit(JobJar.of(main, jars), List.of(arguments), parallelism);
    }

    private static List<Long> written(String prefix) {
        return s3
                .client()
                .listObjectsV2Paginator(list -> list.bucket("archive").prefix(prefix))
                .contents()
                .stream()
                .filter(object -> !object.key().contains("_tmp_"))
                .flatMap(
                        object ->
                                s3.client()
                                        .getObjectAsBytes(
                                                get -> get.bucket("archive").key(object.key()))
                                        .asUtf8String()
                                        .lines())
                .map(Long::valueOf)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static List<Long> numbersBelow(long end) {
        return LongStream.range(0, end).boxed().toList();
    }
}
