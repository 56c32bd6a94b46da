package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class StackFlagsTest {

    @Command
    private static final class Start {
        @Mixin private StackFlags flags;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:9000",
                "http://host/bucket",
                "http://[",
                "http://a|b",
                "http://a_b",
                "http://h:x"
            })
    void aTextThatIsNotAnAddressIsRefused(String url) {
        Start start = new Start();
        new CommandLine(start).parseArgs("--s3-endpoint", url);

        assertThatThrownBy(start.flags::options)
                .isInstanceOf(ParameterException.class)
                .hasMessage(
                        "--s3-endpoint: expected an address such as http://127.0.0.1:4566, found %s",
                        url);
    }
}
