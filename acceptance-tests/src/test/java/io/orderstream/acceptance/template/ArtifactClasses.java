package io.orderstream.acceptance.template;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Loads classes from a packaged artifact and the JDK, and from nothing else. */
final class ArtifactClasses implements AutoCloseable {

    private final URLClassLoader classes;

    private ArtifactClasses(URLClassLoader classes) {
        this.classes = classes;
    }

    static ArtifactClasses ofJar(Path jar) throws IOException {
        return of(List.of(jar.toUri().toURL()));
    }

    /** A function's zip: its jars are in {@code lib/}. */
    static ArtifactClasses ofZip(Path zip, Path workDirectory) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry :
                    file.stream().filter(entry -> entry.getName().endsWith(".jar")).toList()) {
                Path jar = workDirectory.resolve(Path.of(entry.getName()).getFileName());
                try (InputStream content = file.getInputStream(entry)) {
                    Files.copy(content, jar);
                }
                jars.add(jar.toUri().toURL());
            }
        }
        return of(jars);
    }

    private static ArtifactClasses of(List<URL> jars) {
        return new ArtifactClasses(
                new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()));
    }

    Class<?> load(String name) throws ClassNotFoundException {
        return classes.loadClass(name);
    }

    @Override
    public void close() throws IOException {
        classes.close();
    }
}
