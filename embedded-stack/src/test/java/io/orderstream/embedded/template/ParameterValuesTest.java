package io.orderstream.embedded.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterValuesTest {
    private static final PseudoParameters PSEUDO = PseudoParameters.local("us-east-1", "orders");
    private static final String PARAMETERS =
            """
            Parameters:
              Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
              Shards: {Type: Number, Default: 8, MinValue: 1, MaxValue: '10'}
              Name: {Type: String, MinLength: 2, MaxLength: 4, AllowedPattern: '[a-z]*'}
              Days: {Type: Number, AllowedValues: [1, 7], Default: 7}
              Ports: {Type: List<Number>, Default: '80, 443'}
              Secret: {Type: String, NoEcho: true, MinLength: 8, Default: 12345678}
              Hint: {Type: String, AllowedPattern: a, Default: a, ConstraintDescription: say a}
            Resources:
              It:
                Type: AWS::Made::Up
                Properties:
                  All: !Sub '${Stage} ${Shards} ${Name} ${Days} ${Hint}'
                  Ports: !Ref Ports
            """;

    @TempDir Path directory;

    @Test
    void usesDefaults_whereNoValueIsGiven() throws IOException {
        Resource it = resolve(Map.of("Name", "abc")).resource("It");
        assertThat(it.properties().json())
                .hasToString("{\"All\":\"dev 8 abc 7 a\",\"Ports\":[\"80\",\"443\"]}");
    }

    @Test
    void usesGivenValues() throws IOException {
        Resource it =
                resolve(
                                Map.of(
                                        "Name", "ab", "Stage", "prod", "Shards", "10", "Days", "1",
                                        "Ports", ""))
                        .resource("It");
        assertThat(it.properties().json()).hasToString("{\"All\":\"prod 10 ab 1 a\",\"Ports\":[]}");
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThatThrownBy(
                        () ->
                                resolve(
                                        Map.of(
                                                "Stage", "test", "Shards", "11", "Days", "2",
                                                "Ports", "80,http", "Secret", "hunter2", "Hint",
                                                "b", "Stge", "dev")))
                .isInstanceOf(TemplateException.class)
                .hasMessage(
                        """
                        Parameters.Stge: the template has no such parameter
                        Parameters.Stage: expected one of dev, prod, found "test"
                        Parameters.Shards: expected at most 10, found "11"
                        Parameters.Name: expected a value, found none (the parameter has no default, or its default is not a single value)
                        Parameters.Days: expected one of 1, 7, found "2"
                        Parameters.Ports: expected a number, found "http"
                        Parameters.Secret: expected a length of at least 8, found another value
                        Parameters.Hint: expected a match of a, found "b" (say a)""");
    }

    @Test
    void checksLimitsAndPatterns() {
        assertProblem(
                Map.of("Name", "abcde"),
                "Parameters.Name: expected a length of at most 4, found \"abcde\"");
        assertProblem(
                Map.of("Name", "aB"), "Parameters.Name: expected a match of [a-z]*, found \"aB\"");
        assertProblem(
                Map.of("Name", "ab", "Shards", "0"),
                "Parameters.Shards: expected at least 1, found \"0\"");
        assertProblem(
                Map.of("Name", "ab", "Shards", "many"),
                "Parameters.Shards: expected a number, found \"many\"");
    }

    @Test
    void refusesBoundsThatAreNotNumbers() {
        assertThatThrownBy(
                        () ->
                                resolve(
                                        """
                                        Parameters:
                                          Shards: {Type: Number, Default: 8, MinValue: few, MaxValue: [9]}
                                          Name: {Type: String, Default: a, MaxLength: !Ref Shards}
                                        Resources:
                                          It: {Type: AWS::Made::Up}
                                        """,
                                        Map.of()))
                .isInstanceOf(TemplateException.class)
                .hasMessage(
                        """
                        Parameters.Shards: MinValue: expected a number, found "few"
                        Parameters.Shards: MaxValue: expected a number, found a list
                        Parameters.Name: MaxLength: expected a number, found an object""");
    }

    @Test
    void refusesUnsupportedTypes() {
        assertThatThrownBy(
                        () ->
                                resolve(
                                        """
                                        Parameters:
                                          Ami: {Type: AWS::SSM::Parameter::Value<String>, Default: x}
                                        Resources:
                                          It: {Type: AWS::Made::Up}
                                        """,
                                        Map.of()))
                .hasMessage(
                        "Parameters.Ami: the type \"AWS::SSM::Parameter::Value<String>\" is not"
                                + " supported");
    }

    private void assertProblem(Map<String, String> parameters, String problem) {
        assertThatThrownBy(() -> resolve(parameters))
                .isInstanceOf(TemplateException.class)
                .hasMessage(problem);
    }

    private ResolvedTemplate resolve(Map<String, String> parameters) throws IOException {
        return resolve(PARAMETERS, parameters);
    }

    private ResolvedTemplate resolve(String yaml, Map<String, String> parameters)
            throws IOException {
        Path file = Files.writeString(directory.resolve("template.yaml"), yaml);
        return Template.load(file).resolve(parameters, PSEUDO);
    }
}
