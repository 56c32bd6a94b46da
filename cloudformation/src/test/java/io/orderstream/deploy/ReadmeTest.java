package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What README.md says is in the template is there. */
class ReadmeTest {

    @Test
    void explainsEveryAlarm() throws IOException {
        assertThat(found("`([A-Za-z]+Alarm)`", "README.md"))
                .isEqualTo(found("(?m)^  ([A-Za-z]+Alarm):$", "template.yaml"));
    }

    @Test
    void namesOnlyParametersAndOutputsThatExist() throws IOException {
        Set<String> named = found("`([A-Z][A-Za-z]+[a-z])`", "README.md");
        // No parts of the template: values of parameters, what logs say, and a class.
        named.removeAll(Set.of("Retain", "AccessDenied", "OutOfMemory", "JobStarter"));
        named.removeIf(name -> name.endsWith("Alarm"));

        assertThat(named).hasSizeGreaterThan(15);
        assertThat(found("(?m)^  ([A-Za-z]+):$", "template.yaml")).containsAll(named);
    }

    private static Set<String> found(String pattern, String file) throws IOException {
        Set<String> found = new TreeSet<>();
        Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .forEach(found::add);
        return found;
    }
}
