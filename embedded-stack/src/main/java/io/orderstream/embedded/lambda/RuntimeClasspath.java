package io.orderstream.embedded.lambda;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The part of the command line of a function's process that chooses the runtime client. This part
 * does not contain the jars of the function, because the client loads these jars from the working
 * directory in a separate class loader, as on Lambda.
 */
final class RuntimeClasspath {
    private static final String AWS_MAIN =
            "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String NATIVE_PART =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private RuntimeClasspath() {}

    /**
     * JVM options and main class for a runtime client. This method writes the files that the client
     * needs into {@code directory}.
     */
    static List<String> options(RuntimeClient runtime, Path lambdaRuntime, Path directory)
            throws IOException {
        List<Path> jars = jars(lambdaRuntime);
        Files.createDirectories(directory);
        List<String> options = new ArrayList<>();
        switch (runtime) {
            case AWS -> {
                // By default, every process unpacks the native part to the same file in /tmp, and
                // overwrites the file that the other processes use.
                options.add("-D" + NATIVE_PART + "=" + nativePart(jars, directory));
                options.add("-cp");
                options.add(join(jars));
                options.add(AWS_MAIN);
            }
            case PORTABLE -> {
                List<Path> entries = new ArrayList<>(jars);
                entries.add(portableMain(directory));
                options.add("-cp");
                options.add(join(entries));
                options.add(JavaRuntimeClient.class.getName());
            }
        }
        return List.copyOf(options);
    }

    private static List<Path> jars(Path directory) throws IOException {
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
                files.forEach(file -> jars.add(file.toAbsolutePath()));
            }
        }
        if (jars.isEmpty()) {
            throw new IOException(
                    directory + " contains no Lambda runtime: build embedded-stack first");
        }
        jars.sort(null);
        return jars;
    }

    private static String join(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Path nativePart(List<Path> jars, Path directory) throws IOException {
        String name = nativePartName();
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                ZipEntry entry = zip.getEntry("jni/" + name);
                if (entry != null) {
                    Path target = directory.resolve(name).toAbsolutePath();
                    try (InputStream library = zip.getInputStream(entry)) {
                        Files.copy(library, target, StandardCopyOption.REPLACE_EXISTING);
                    }
                    return target;
                }
            }
        }
        throw new IOException(
                String.format(
                        "AWS's runtime interface client has no %s: use -D%s=portable",
                        name, RuntimeClient.PROPERTY));
    }

    private static String nativePartName() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch");
        if (system.equals("linux")) {
            system = usesGlibc(Path.of("/proc/self/maps")) ? "linux" : "linux_musl";
        }
        String processor =
                switch (machine) {
                    case "amd64" -> "x86_64";
                    case "aarch64" -> "aarch_64";
                    default -> machine;
                };
        return "libaws-lambda-jni." + system + "-" + processor + ".so";
    }

    /**
     * Whether a process uses glibc, not musl. The installed files do not show this, because a
     * machine can have both libraries.
     *
     * @param maps a file like {@code /proc/self/maps}, with the libraries of the process
     */
    static boolean usesGlibc(Path maps) throws IOException {
        // The names of files may have bytes that are not UTF-8.
        String libraries = Files.readString(maps, StandardCharsets.ISO_8859_1);
        // Before glibc 2.34, the file name of the library has the version, as in libc-2.31.so.
        return libraries.contains("/libc.so.6") || libraries.contains("/libc-2.");
    }

    /** Copies only the portable client. A function must not see other classes of this module. */
    private static Path portableMain(Path directory) throws IOException {
        String resource = JavaRuntimeClient.class.getName().replace('.', '/') + ".class";
        Path target = directory.resolve("main").resolve(resource);
        Files.createDirectories(target.getParent());
        try (InputStream bytes =
                JavaRuntimeClient.class.getResourceAsStream("JavaRuntimeClient.class")) {
            if (bytes == null) {
                throw new IOException("not on the class path: " + resource);
            }
            Files.copy(bytes, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return directory.resolve("main").toAbsolutePath();
    }
}
