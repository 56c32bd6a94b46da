package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What is in the artifact that is uploaded. */
class IngestZipITCase {

    private static final Path ZIP = Path.of("target", "ingest-lambda.zip");

    @Test
    void holdsJarsInLib_itsOwnAmongThem() throws IOException {
        assertThat(jars())
                .allMatch(name -> name.matches("lib/[A-Za-z0-9._-]+[.]jar"))
                .contains("lib/ingest-lambda-1.0-SNAPSHOT.jar", "lib/order-model-1.0-SNAPSHOT.jar");
    }

    @Test
    void holdsNeitherASecondHttpClientNorAnotherModule() throws IOException {
        assertThat(jars())
                .noneMatch(
                        name ->
                                name.matches(
                                        "lib/(netty|apache|httpc|flink|joda|junit|logback|log4j).*"));
    }

    @Test
    void holdsEachClassOnce() throws IOException {
        TreeMap<String, List<String>> jarsOf = new TreeMap<>();
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            for (String jar : jars()) {
                byte[] bytes = zip.getInputStream(zip.getEntry(jar)).readAllBytes();
                try (ZipInputStream classes = new ZipInputStream(new ByteArrayInputStream(bytes))) {
                    for (ZipEntry entry = classes.getNextEntry();
                            entry != null;
                            entry = classes.getNextEntry()) {
                        if (entry.getName().endsWith(".class")
                                && !entry.getName().startsWith("META-INF/")
                                && !entry.getName().equals("module-info.class")) {
                            jarsOf.computeIfAbsent(entry.getName(), name -> new ArrayList<>())
                                    .add(jar);
                        }
                    }
                }
            }
        }
        assertThat(jarsOf).containsKey("io/orderstream/ingest/IngestHandler.class");
        jarsOf.values().removeIf(jars -> jars.size() == 1);
        assertThat(jarsOf).isEmpty();
    }

    /** Every megabyte is start-up time. */
    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(ZIP)).isLessThan(6_000_000);
    }

    private static List<String> jars() throws IOException {
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            return zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        }
    }
}
