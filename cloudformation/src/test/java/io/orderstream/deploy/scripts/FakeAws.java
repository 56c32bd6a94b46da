package io.orderstream.deploy.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Prepares the answers of the script {@code fake-aws}, which is the stand-in for the AWS CLI, and
 * reads the calls that the script got. An operation is named as on the command line: {@code "s3api
 * head-object"}. Each call of an operation gets the operation's next answer. If no answer is left,
 * the call fails.
 */
final class FakeAws {

    private static final Pattern PLAIN_ARGUMENT = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private final Path directory;

    FakeAws(Path directory) throws IOException {
        this.directory = directory;
        version("aws-cli/2.27.41 Python/3.13.4 Linux/6.1 exe/x86_64");
    }

    Path directory() {
        return directory;
    }

    FakeAws version(String version) throws IOException {
        Files.writeString(directory.resolve("version"), version + "\n");
        return this;
    }

    /** Adds answers: the lines that the CLI prints. */
    FakeAws answers(String operation, String... answers) throws IOException {
        for (String answer : answers) {
            add(operation, answer.isEmpty() ? "" : answer + "\n", "", 0);
        }
        return this;
    }

    /** Adds a failure with the exit code that the CLI uses for an error of the service. */
    FakeAws fails(String operation, String error) throws IOException {
        return add(operation, "", "\nAn error occurred " + error + "\n", 254);
    }

    /** Repeats the operation's last answer for all later calls. */
    FakeAws forEver(String operation) throws IOException {
        Path answers = answers(operation);
        int last = numberOfAnswers(answers);
        for (String part : List.of("out", "err", "exit")) {
            Files.copy(answers.resolve(last + "." + part), answers.resolve("last." + part));
        }
        return this;
    }

    /**
     * All calls except {@code --version}, in order, each as a command line. An argument {@code
     * file://NAME} is shown as {@code file:} and the content of the file.
     */
    List<String> calls() throws IOException {
        Path calls = directory.resolve("calls");
        if (!Files.exists(calls)) {
            return List.of();
        }
        return Files.readAllLines(calls).stream().map(FakeAws::asCommand).toList();
    }

    private static String asCommand(String call) {
        return Arrays.stream(("aws\u001f" + call).split("\u001f"))
                .map(
                        argument ->
                                PLAIN_ARGUMENT.matcher(argument).matches()
                                        ? argument
                                        : "'" + argument.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private FakeAws add(String operation, String out, String err, int exit) throws IOException {
        Path answers = answers(operation);
        int number = numberOfAnswers(answers) + 1;
        Files.writeString(answers.resolve(number + ".out"), out);
        Files.writeString(answers.resolve(number + ".err"), err);
        Files.writeString(answers.resolve(number + ".exit"), exit + "\n");
        return this;
    }

    private Path answers(String operation) throws IOException {
        Path answers = Files.createDirectories(directory.resolve("answers").resolve(operation));
        Path count = answers.resolve("count");
        if (!Files.exists(count)) {
            Files.writeString(count, "0\n");
        }
        return answers;
    }

    private static int numberOfAnswers(Path answers) {
        int number = 0;
        while (Files.exists(answers.resolve((number + 1) + ".out"))) {
            number++;
        }
        return number;
    }
}
