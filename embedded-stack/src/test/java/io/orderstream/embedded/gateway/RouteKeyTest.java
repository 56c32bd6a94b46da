package io.orderstream.embedded.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteKeyTest {
    @Test
    void matchesMethodAndPath() {
        RouteKey key = RouteKey.parse("POST /order");
        assertThat(key.match("POST", "/order")).contains(Map.of());
        assertThat(key.match("GET", "/order")).isEmpty();
        assertThat(key.match("POST", "/order/")).isEmpty();
        assertThat(key.match("POST", "/orders")).isEmpty();
        assertThat(key).hasToString("POST /order");
    }

    @Test
    void matchesTheRoot() {
        assertThat(RouteKey.parse("GET /").match("GET", "/")).contains(Map.of());
        assertThat(RouteKey.parse("GET /").match("GET", "/x")).isEmpty();
    }

    @Test
    void matchesAnyMethod() {
        assertThat(RouteKey.parse("ANY /x").match("PURGE", "/x")).contains(Map.of());
    }

    @Test
    void readsVariablesFromThePath() {
        RouteKey key = RouteKey.parse("GET /accounts/{account}/orders/{id}");
        assertThat(key.match("GET", "/accounts/a1/orders/o 1"))
                .contains(Map.of("account", "a1", "id", "o 1"));
        assertThat(key.match("GET", "/accounts/a1/orders/")).isEmpty();
        assertThat(key.match("GET", "/accounts/a1/orders/1/2")).isEmpty();
    }

    @Test
    void readsTheRestOfThePathAsAGreedyVariable() {
        RouteKey key = RouteKey.parse("ANY /files/{proxy+}");
        assertThat(key.match("GET", "/files/a/b.txt")).contains(Map.of("proxy", "a/b.txt"));
        assertThat(key.match("GET", "/files/")).isEmpty();
    }

    @Test
    void doesNotTreatTextAsARegularExpression() {
        assertThat(RouteKey.parse("GET /a.b").match("GET", "/axb")).isEmpty();
    }

    @Test
    void sortsTheMostSpecificFirst() {
        assertThat(
                        Stream.of(
                                        "$default",
                                        "ANY /{proxy+}",
                                        "GET /pets/{proxy+}",
                                        "ANY /pets/dog/1",
                                        "GET /pets/dog/{id}",
                                        "GET /pets/dog/1",
                                        "GET /pets/{kind}/1")
                                .map(RouteKey::parse)
                                .sorted(RouteKey.MOST_SPECIFIC_FIRST))
                .map(RouteKey::toString)
                .containsExactly(
                        "GET /pets/dog/1",
                        "ANY /pets/dog/1",
                        "GET /pets/dog/{id}",
                        "GET /pets/{kind}/1",
                        "GET /pets/{proxy+}",
                        "ANY /{proxy+}",
                        "$default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            POST order         | expected a method and a path, or $default, found "POST order"
            BREW /order        | expected a method and a path, or $default, found "BREW /order"
            /order             | expected a method and a path, or $default, found "/order"
            GET /{a            | expected a path variable, found "{a"
            GET /x{a}          | expected a path variable, found "x{a}"
            GET /{p+}/x        | expected {p+} at the end of the path, found "GET /{p+}/x"
            GET /{p+}/{id}     | expected {p+} at the end of the path, found "GET /{p+}/{id}"
            """)
    void refusesAMalformedRouteKey(String text, String problem) {
        assertThatThrownBy(() -> RouteKey.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }
}
