package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvCommandTest {

    private static final String NASTY = "it's $HOME `id` \"x\" \\ & ;\ttab";

    @Test
    void printsCommandsThatAShellReadsAsTheValues() throws Exception {
        StackFile file = new StackFile(7, Instant.EPOCH, Map.of("BUCKET", "plain", "TABLE", NASTY));
        StringWriter commands = new StringWriter();

        EnvCommand.print(file, new PrintWriter(commands));

        assertThat(commands.toString().lines().findFirst()).contains("export BUCKET='plain'");
        assertThat(shell(commands + "printf '%s|%s' \"$BUCKET\" \"$TABLE\""))
                .isEqualTo("plain|" + NASTY);
    }

    @Test
    void unsetsVariablesThatBelongToOtherCredentials() throws Exception {
        assertThat(profileAndToken(Map.of("AWS_ACCESS_KEY_ID", "x"))).isEqualTo("unset unset");
    }

    /** An external service needs the credentials of the shell. */
    @Test
    void keepsTheProfileAndTheSessionToken_whenTheFileHasNoCredentials() throws Exception {
        assertThat(profileAndToken(Map.of("BUCKET", "x"))).isEqualTo("p t");
    }

    private static String profileAndToken(Map<String, String> variables) throws Exception {
        StringWriter commands = new StringWriter();
        EnvCommand.print(new StackFile(7, Instant.EPOCH, variables), new PrintWriter(commands));
        return shell(
                "export AWS_PROFILE=p AWS_SESSION_TOKEN=t\n"
                        + commands
                        + "printf '%s' \"${AWS_PROFILE-unset} ${AWS_SESSION_TOKEN-unset}\"");
    }

    private static String shell(String commands) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", commands).redirectErrorStream(true).start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        return output;
    }
}
