package io.orderstream.embedded.lambda;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.orderstream.embedded.lambda.probe.Probe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packages the functions of the tests in the form that Lambda accepts: a zip with {@code
 * lib/*.jar}.
 */
public final class ProbeArtifact {
    private ProbeArtifact() {}

    public static Path write(Path zip) throws IOException {
        Path classes = origin(Probe.class).resolve(Probe.class.getPackageName().replace('.', '/'));
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            put(out, "lib/probe.jar", jar(classes));
            for (Class<?> type : List.of(RequestHandler.class, APIGatewayV2HTTPEvent.class)) {
                Path jar = origin(type);
                put(out, "lib/" + jar.getFileName(), Files.readAllBytes(jar));
            }
        }
        return zip;
    }

    private static byte[] jar(Path classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes);
                Stream<Path> files = Files.list(classes)) {
            for (Path file : files.toList()) {
                String directory = Probe.class.getPackageName().replace('.', '/');
                put(out, directory + "/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }

    private static Path origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
