package io.orderstream.embedded.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./run env}: prints shell commands that make the AWS CLI and the SDKs use the stack. */
@Command(
        name = "env",
        sortOptions = false,
        description = {
            "Prints shell commands that set variables: the addresses of the running stack, the names of its stream, table"
                    + " and bucket, and the credentials of its emulators.",
            "",
            "  eval \"$(./run env)\"",
            "  aws s3 ls s3://$BUCKET --recursive",
            ""
        })
final class EnvCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private StackChoice choice;

    @Override
    public Integer call() {
        Optional<StackFile> file = choice.running().map(StackChoice.Found::file);
        if (file.filter(StackFile::isReady).isEmpty()) {
            // This goes to the standard error, because a shell evaluates the standard output.
            spec.commandLine()
                    .getErr()
                    .println(
                            file.isEmpty()
                                    ? choice.noneRuns()
                                    : "The stack is still starting. Try again when it is ready.");
            return ExitCode.SOFTWARE;
        }
        print(file.get(), spec.commandLine().getOut());
        return ExitCode.OK;
    }

    static void print(StackFile file, PrintWriter out) {
        new TreeMap<>(file.variables())
                .forEach((name, value) -> out.printf("export %s=%s%n", name, quoted(value)));
        if (file.variables().containsKey(StackFile.ACCESS_KEY)) {
            // The shell may have set these variables for other credentials, and the AWS CLI would
            // use them.
            out.println("unset AWS_PROFILE AWS_SESSION_TOKEN");
        }
        out.flush();
    }

    /** The value in single quotes, as POSIX shells read it. */
    static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
