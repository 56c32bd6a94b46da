package io.orderstream.embedded.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.Template;
import io.orderstream.embedded.template.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionSettingsTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:s-F";

    @TempDir Path directory;

    @Test
    void settingsHaveTheDefaultsOfCloudFormation() throws IOException {
        assertThat(FunctionSettings.of(function("Handler: a.B::c")))
                .isEqualTo(
                        new FunctionSettings(
                                "s-F",
                                ARN,
                                "a.B::c",
                                128,
                                Duration.ofSeconds(3),
                                "Text",
                                Map.of()));
    }

    @Test
    void readsTheGivenSettings() throws IOException {
        Resource function =
                function(
                        "Handler: a.B::c, MemorySize: 512, Timeout: 29, LoggingConfig: {LogFormat:"
                                + " JSON}, Environment: {Variables: {A: x, B: 2, C: !Ref"
                                + " AWS::Region}}");
        assertThat(FunctionSettings.of(function))
                .isEqualTo(
                        new FunctionSettings(
                                "s-F",
                                ARN,
                                "a.B::c",
                                512,
                                Duration.ofSeconds(29),
                                "JSON",
                                Map.of("A", "x", "B", "2", "C", "us-east-1")));
    }

    @Test
    void addsToTheEnvironment_andReplacesAVariableOfTheSameName() throws IOException {
        FunctionSettings settings =
                FunctionSettings.of(function("Handler: h, Environment: {Variables: {A: x, B: y}}"))
                        .withEnvironment(Map.of("B", "z", "C", "c"));
        assertThat(settings.environment()).isEqualTo(Map.of("A", "x", "B", "z", "C", "c"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Timeout: 3                    | .Handler: expected a value, found nothing
            Handler: h, Timeout: 0        | .Timeout: expected a whole number from 1 to 900, found 0
            Handler: h, Timeout: 901      | .Timeout: expected a whole number from 1 to 900, found 901
            Handler: h, MemorySize: 127   | .MemorySize: expected a whole number from 128 to 10240, found 127
            Handler: h, MemorySize: much  | .MemorySize: expected a whole number, found "much"
            """)
    void refusesWhatLambdaWouldNotAccept(String properties, String problem) throws IOException {
        Resource function = function(properties);
        assertThatThrownBy(() -> FunctionSettings.of(function))
                .isInstanceOf(TemplateException.class)
                .hasMessage("Resources.F.Properties" + problem);
    }

    private Resource function(String properties) throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("t.yaml"),
                        "Resources: {F: {Type: AWS::Lambda::Function, Properties: {"
                                + properties
                                + "}}}");
        return Template.load(file)
                .resolve(Map.of(), PseudoParameters.local("us-east-1", "s"))
                .resource("F");
    }
}
