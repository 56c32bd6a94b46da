package io.orderstream.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RouteTest {

    @ParameterizedTest
    @EnumSource(Route.class)
    void aRouteIsFoundByItsKey(Route route) {
        assertThat(Route.of(route.key())).contains(route);
    }

    @Test
    void noRouteIsFound_forTheKeyOfTheDefaultRoute() {
        assertThat(Route.of("$default")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /order   | GET, OPTIONS, POST",
                "DELETE | /orders  | GET, OPTIONS, POST",
                "POST   | /invoice | GET, OPTIONS",
                "HEAD   | /order   | GET, OPTIONS, POST",
                "PUT    | /order/events | GET, OPTIONS, POST"
            })
    void otherMethodsOfAKnownPathAreRefused_with405(String method, String path, String allowed) {
        assertThat(Wire.of(Route.refusal(method, path)))
                .isEqualTo(
                        Wire.problem(
                                405,
                                """
                                {"type":"urn:orderstream:problem:method-not-allowed",\
                                "title":"This path has other methods","status":405,\
                                "detail":"%s has the methods %s, but not %s"}"""
                                        .formatted(path, allowed, method),
                                "allow",
                                allowed));
    }

    @ParameterizedTest
    @CsvSource({"/", "/Order", "/order/", "/invoices", "/order/x"})
    void otherPathsAreRefused_with404(String path) {
        assertThat(Wire.of(Route.refusal("GET", path)))
                .isEqualTo(
                        Wire.problem(
                                404,
                                """
                                {"type":"urn:orderstream:problem:no-such-route",\
                                "title":"There is nothing at this path","status":404,\
                                "detail":"The routes are POST /order, POST /orders, \
                                POST /order/events, GET /order, GET /orders, \
                                GET /order/events, GET /invoice"}"""));
    }
}
