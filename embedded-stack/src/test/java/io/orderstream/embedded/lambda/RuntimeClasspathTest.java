package io.orderstream.embedded.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeClasspathTest {

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/x86_64-linux-gnu/libc.so.6, true",
        "/lib/x86_64-linux-gnu/libc-2.31.so, true",
        "/lib/ld-musl-x86_64.so.1, false",
        "/usr/lib/libc.so, false"
    })
    void tellsGlibcFromMusl(String library, boolean isGlibc) throws Exception {
        Path maps =
                Files.writeString(
                        directory.resolve("maps"),
                        """
                        55d0c0000000-55d0c0001000 r-xp 00000000 08:01 7 /usr/lib/jvm/bin/java
                        7f1e24a00000-7f1e24a26000 r--p 00000000 08:01 8 %s
                        """
                                .formatted(library));

        assertThat(RuntimeClasspath.usesGlibc(maps)).isEqualTo(isGlibc);
    }
}
