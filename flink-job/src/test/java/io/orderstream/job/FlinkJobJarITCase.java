package io.orderstream.job;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.config.JobConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks the job's jar, which is deployed as it is. */
class FlinkJobJarITCase {

    private static final int JAVA_11 = 55;
    private static final int CLASS_FILE_MAGIC = 0xCAFEBABE;

    /** The classes of Flink that the jar may contain: the classes of the connectors. */
    private static final Pattern CONNECTORS =
            Pattern.compile(
                    "org/apache/flink/(kinesis/shaded|streaming/connectors/kinesis"
                            + "|connector/(aws|dynamodb|kinesis))/.*");

    private static JarFile jar;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(System.getProperty("job.jar"));
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void theManifestNamesTheMainClass() throws Exception {
        Attributes manifest = jar.getManifest().getMainAttributes();

        assertThat(manifest.getValue("Main-Class")).isEqualTo("io.orderstream.job.OrderStreamJob");
        assertThat(jar.getEntry("io/orderstream/job/OrderStreamJob.class")).isNotNull();
    }

    @Test
    void everyClassRunsOnJava11() throws Exception {
        List<String> newer = new ArrayList<>();
        int classes = 0;
        for (JarEntry entry : entries()) {
            if (entry.getName().endsWith(".class")) {
                classes++;
                try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
                    assertThat(in.readInt()).isEqualTo(CLASS_FILE_MAGIC);
                    in.readUnsignedShort();
                    if (in.readUnsignedShort() > JAVA_11) {
                        newer.add(entry.getName());
                    }
                }
            }
        }
        assertThat(newer).isEmpty();
        assertThat(classes).isGreaterThan(10_000);
    }

    @Test
    void itHasNoDuplicateEntries() {
        Map<String, List<String>> byName =
                entries().stream().map(JarEntry::getName).collect(groupingBy(name -> name));
        byName.values().removeIf(names -> names.size() == 1);

        assertThat(byName).isEmpty();
    }

    @Test
    void itsOnlyFlinkClassesAreConnectors_andItHasNeitherSlf4jNorLog4j() {
        List<String> names = entries().stream().map(JarEntry::getName).collect(toList());

        assertThat(names)
                .filteredOn(name -> name.startsWith("org/apache/flink/") && name.endsWith(".class"))
                .allMatch(name -> CONNECTORS.matcher(name).matches());
        assertThat(names).noneMatch(name -> name.startsWith("org/slf4j/"));
        assertThat(names).noneMatch(name -> name.startsWith("org/apache/logging/"));
    }

    @Test
    void jacksonNettyAndVersion2OfTheSdkAreRelocated() {
        assertThat(entries())
                .extracting(JarEntry::getName)
                .noneMatch(name -> name.startsWith("com/fasterxml/"))
                .noneMatch(name -> name.startsWith("software/amazon/"))
                .noneMatch(name -> name.startsWith("io/netty/"));
    }

    /**
     * Two libraries have a class {@code AWSExceptionClassifierUtil}. The class in
     * flink-connector-kinesis uses that connector's relocated SDK. The jar must have the class of
     * the other library, which uses the SDK of the DynamoDB connector and of the table sink.
     */
    @Test
    void theDynamoDbConnectorGetsTheExceptionClassifierOfItsOwnSdk() throws Exception {
        JarEntry entry =
                jar.getJarEntry(
                        "org/apache/flink/connector/aws/sink/throwable/"
                                + "AWSExceptionClassifierUtil.class");
        String constants =
                new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);

        assertThat(constants)
                .contains(
                        "io/orderstream/job/shaded/software/amazon/awssdk/awscore/exception/"
                                + "AwsServiceException")
                .doesNotContain("org/apache/flink/kinesis/shaded");
    }

    @Test
    void itHasNoSignaturesModulesOrNativeBinaries() {
        assertThat(entries())
                .extracting(JarEntry::getName)
                .noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|RSA|DSA)"))
                .noneMatch(name -> name.endsWith("module-info.class"))
                .noneMatch(name -> name.startsWith("META-INF/versions/"))
                .noneMatch(name -> name.startsWith("META-INF/native-image/"))
                .noneMatch(name -> name.startsWith("amazon-kinesis-producer-native-binaries/"));
    }

    @Test
    void everyServiceFileNamesClassesOfTheJar() throws Exception {
        List<String> missing = new ArrayList<>();
        for (JarEntry entry : entries()) {
            if (entry.getName().startsWith("META-INF/services/") && !entry.isDirectory()) {
                String text =
                        new String(
                                jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                text.lines()
                        .map(line -> line.replaceFirst("#.*", "").trim())
                        .filter(line -> !line.isEmpty())
                        .filter(line -> jar.getEntry(line.replace('.', '/') + ".class") == null)
                        .forEach(line -> missing.add(entry.getName() + ": " + line));
            }
        }
        assertThat(missing).isEmpty();
    }

    /** {@code TemplateAgreementITCase} reads the keys in this way, without Flink's classes. */
    @Test
    void theKeysOfItsPropertiesCanBeReadWithoutFlink() throws Exception {
        URL[] url = {Path.of(jar.getName()).toUri().toURL()};
        try (URLClassLoader loader =
                new URLClassLoader(url, ClassLoader.getPlatformClassLoader())) {
            Object keys =
                    loader.loadClass("io.orderstream.job.config.JobConfig")
                            .getMethod("keys")
                            .invoke(null);

            assertThat(keys).isEqualTo(JobConfig.keys());
        }
    }

    /**
     * The test compares the first three parts of each package's name. If the jar gets a package
     * with other first three parts, the test fails. Then somebody has to decide whether the jar may
     * contain the package.
     */
    @Test
    void itContainsOnlyThesePackages() {
        Set<String> packages =
                entries().stream()
                        .map(JarEntry::getName)
                        .filter(name -> name.endsWith(".class"))
                        .map(name -> name.substring(0, name.lastIndexOf('/')))
                        .map(folder -> folder.replaceFirst("^((?:[^/]+/){2}[^/]+)/.*", "$1"))
                        .collect(toCollection(TreeSet::new));

        assertThat(packages)
                .containsExactly(
                        "com/amazonaws/services",
                        "io/orderstream/job",
                        "io/orderstream/model",
                        "org/apache/commons",
                        "org/apache/flink",
                        "org/apache/http",
                        "org/joda/time",
                        "org/reactivestreams");
    }

    private static List<JarEntry> entries() {
        return jar.stream().collect(toList());
    }
}
