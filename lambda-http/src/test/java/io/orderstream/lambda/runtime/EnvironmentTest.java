package io.orderstream.lambda.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.http.AuthorizerType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    @Test
    void readsVariablesThatAreSet() {
        Environment variables = new Environment(Map.of("A", "x", "B", "y", "C", "7", "D", "JWT"));

        assertThat(variables.text("A")).isEqualTo("x");
        assertThat(variables.text("B", "z")).isEqualTo("y");
        assertThat(variables.number("C", 5, 1, 9)).isEqualTo(7);
        assertThat(variables.oneOf("D", AuthorizerType.class)).isEqualTo(AuthorizerType.JWT);
        assertThatCode(variables::check).doesNotThrowAnyException();
    }

    @Test
    void takesDefaults_forVariablesThatAreNotSet() {
        Environment variables = new Environment(Map.of());

        assertThat(variables.text("B", "z")).isEqualTo("z");
        assertThat(variables.number("C", 5, 1, 9)).isEqualTo(5);
        assertThatCode(variables::check).doesNotThrowAnyException();
    }

    @Test
    void reportsAllProblemsAtOnce() {
        Environment variables =
                new Environment(Map.of("B", " ", "C", "10", "D", "0", "E", "-1", "F", "1e3"));
        variables.text("A");
        variables.text("B", "z");
        variables.number("C", 5, 1, 9);
        variables.number("D", 5, 1, 9);
        variables.number("E", 5, 1, 9);
        variables.number("F", 5, 1, 9);

        assertThatThrownBy(variables::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Environment variables: A is not set; B is not set;"
                                + " C: expected a whole number from 1 to 9, found \"10\";"
                                + " D: expected a whole number from 1 to 9, found \"0\";"
                                + " E: expected a whole number from 1 to 9, found \"-1\";"
                                + " F: expected a whole number from 1 to 9, found \"1e3\"");
    }

    @Test
    void reportsVariablesThatAreNotSetOrHaveAnUnknownValue() {
        Environment variables = new Environment(Map.of("B", "", "C", "jwt", "D", "TOKEN"));
        variables.oneOf("A", AuthorizerType.class);
        variables.oneOf("B", AuthorizerType.class);
        variables.oneOf("C", AuthorizerType.class);
        variables.oneOf("D", AuthorizerType.class);

        assertThatThrownBy(variables::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Environment variables: A is not set; B is not set;"
                                + " C: expected one of AWS_IAM, JWT, NONE, found \"jwt\";"
                                + " D: expected one of AWS_IAM, JWT, NONE, found \"TOKEN\"");
    }
}
