package io.orderstream.embedded.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogsCommandTest {

    @TempDir private Path data;
    private Path logs;

    @BeforeEach
    void create() throws IOException {
        logs = Files.createDirectory(data.resolve("logs"));
        Files.writeString(
                logs.resolve("stack.log"),
                IntStream.rangeClosed(1, 20_000)
                        .mapToObj(i -> "line " + i + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void showsTheLastTenLinesOfEachLog() throws IOException {
        Files.writeString(logs.resolve("Query.log"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n");

        assertThat(print())
                .startsWith("==> ")
                .contains("Query.log\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n\n==> ")
                .contains("stack.log\nline 19991\n", "line 20000\n");
    }

    /** This log is too long for an array of bytes. */
    @Test
    void showsTheLastLinesOfAVeryLongLog() throws IOException {
        try (RandomAccessFile large =
                new RandomAccessFile(logs.resolve("kinesis.log").toFile(), "rw")) {
            large.setLength(3L * 1024 * 1024 * 1024);
            large.seek(large.length());
            large.write("\nlast line\n".getBytes(UTF_8));
        }

        assertThat(print()).contains("\nlast line\n", "\nline 20000\n");
    }

    @Test
    void printsTheWholeLogOfAPart_evenIfItIsNotUtf8() throws IOException {
        Files.write(logs.resolve("Query.log"), new byte[] {'a', (byte) 0xff, '\n', 'b', '\n'});

        assertThat(print("stack").lines()).hasSize(20_000);
        assertThat(print("query")).isEqualTo("a\ufffd\nb\n");
    }

    private String print(String... part) {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new LogsCommand()).setOut(new PrintWriter(out));
        String[] arguments =
                part.length == 0
                        ? new String[] {"--data-directory", data.toString()}
                        : new String[] {part[0], "--data-directory", data.toString()};
        assertThat(command.execute(arguments)).isZero();
        return out.toString();
    }
}
