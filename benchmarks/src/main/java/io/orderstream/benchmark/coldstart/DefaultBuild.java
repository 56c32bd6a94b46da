package io.orderstream.benchmark.coldstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A function's zip as it would be without exclusions: with the SDK's Apache and Netty clients in
 * the place of the small one, and with a handler that takes the default.
 */
final class DefaultBuild {

    private static final String SMALL_CLIENT = "lib/url-connection-client-";

    // What the SDK's clients depend on unless they are told not to.
    private static final List<String> CLIENT_JARS =
            List.of(
                    "apache-client-",
                    "httpclient-",
                    "httpcore-",
                    "commons-logging-",
                    "commons-codec-",
                    "netty-");

    private DefaultBuild() {}

    /**
     * Makes it.
     *
     * @param handler the name of the class that takes the default clients; it is read, not loaded
     * @param jars a directory with the clients' jars
     */
    static Path of(Path zip, String handler, Path jars, Path target) throws IOException {
        try (ZipFile from = new ZipFile(zip.toFile());
                OutputStream file = Files.newOutputStream(target);
                ZipOutputStream to = new ZipOutputStream(file)) {
            for (Enumeration<? extends ZipEntry> all = from.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (!entry.isDirectory() && !entry.getName().startsWith(SMALL_CLIENT)) {
                    try (InputStream content = from.getInputStream(entry)) {
                        add(to, entry.getName(), content);
                    }
                }
            }
            List<Path> clients;
            try (Stream<Path> files = Files.list(jars)) {
                clients = files.filter(DefaultBuild::isClientJar).sorted().toList();
            }
            for (Path jar : clients) {
                try (InputStream content = Files.newInputStream(jar)) {
                    add(to, "lib/" + jar.getFileName(), content);
                }
            }
            String name = handler.replace('.', '/') + ".class";
            try (InputStream content =
                    DefaultBuild.class.getClassLoader().getResourceAsStream(name)) {
                if (content == null) {
                    throw new IOException("not on the class path: " + name);
                }
                add(to, name, content);
            }
        }
        return target;
    }

    private static boolean isClientJar(Path jar) {
        return CLIENT_JARS.stream().anyMatch(jar.getFileName().toString()::startsWith);
    }

    private static void add(ZipOutputStream zip, String name, InputStream content)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        content.transferTo(zip);
        zip.closeEntry();
    }
}
