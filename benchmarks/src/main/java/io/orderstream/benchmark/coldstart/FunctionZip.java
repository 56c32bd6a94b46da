package io.orderstream.benchmark.coldstart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Zips of functions to compare with. Their handlers are classes of this module, which are read, not
 * loaded.
 */
final class FunctionZip {

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

    private FunctionZip() {}

    /**
     * A function's zip as it would be without exclusions: with the SDK's Apache and Netty clients
     * in the place of the small one.
     *
     * @param handler takes the default clients
     * @param jars a directory with the clients' jars
     */
    static Path withDefaultClients(Path zip, String handler, Path jars, Path target)
            throws IOException {
        try (ZipOutputStream to = create(target)) {
            copy(zip, to, name -> !name.startsWith(SMALL_CLIENT));
            List<Path> clients;
            try (Stream<Path> files = Files.list(jars)) {
                clients = files.filter(FunctionZip::isClientJar).sorted().toList();
            }
            for (Path jar : clients) {
                try (InputStream content = Files.newInputStream(jar)) {
                    add(to, "lib/" + jar.getFileName(), content);
                }
            }
            addClass(to, handler);
        }
        return target;
    }

    /** A function's zip with another handler. */
    static Path withHandler(Path zip, Class<?> handler, Path target) throws IOException {
        try (ZipOutputStream to = create(target)) {
            copy(zip, to, name -> true);
            addClass(to, handler.getName());
        }
        return target;
    }

    /** A handler and nothing else. */
    static Path ofHandler(Class<?> handler, Path target) throws IOException {
        try (ZipOutputStream to = create(target)) {
            addClass(to, handler.getName());
        }
        return target;
    }

    private static ZipOutputStream create(Path target) throws IOException {
        return new ZipOutputStream(Files.newOutputStream(target));
    }

    private static void copy(Path zip, ZipOutputStream to, Predicate<String> which)
            throws IOException {
        try (ZipFile from = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> all = from.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (!entry.isDirectory() && which.test(entry.getName())) {
                    try (InputStream content = from.getInputStream(entry)) {
                        add(to, entry.getName(), content);
                    }
                }
            }
        }
    }

    private static void addClass(ZipOutputStream to, String className) throws IOException {
        String name = className.replace('.', '/') + ".class";
        try (InputStream content = FunctionZip.class.getClassLoader().getResourceAsStream(name)) {
            if (content == null) {
                throw new IOException("not on the class path: " + name);
            }
            add(to, name, content);
        }
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
