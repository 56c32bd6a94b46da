package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.http.AuthorizerType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryHandlerTest extends QueryRouteFixture {

    @Test
    void aLambdaEventThatCannotBeRead_isA500WithALogLine() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();

        handler.handleRequest(
                new ByteArrayInputStream("{\"routeKey\":".getBytes(StandardCharsets.UTF_8)),
                answer,
                context);

        assertThat(answer.toString(StandardCharsets.UTF_8)).startsWith("{\"statusCode\":500,");
        assertThat(context.logged())
                .contains("\"level\":\"ERROR\"", "\"route\":\"\"", "JsonEOFException")
                .containsOnlyOnce("\n");
    }

    @Nested
    class Authorization {

        private static final String REFUSED =
                "403"
                        + PROBLEM
                        + """
                        {"type":"urn:orderstream:problem:not-authorized",\
                        "title":"Nobody has checked who sends this request","status":403,\
                        "detail":"The log has more about request \
                        8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11"}""";

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "get-order.json",
                    "get-orders-without-query.json",
                    "get-invoice.json",
                    "default-route.json"
                })
        void aRequestWithoutATokenIsRefused_whereTokensAreExpected(String file) {
            table.put(order("v1", 1));

            assertThat(sendWhereTokensAreExpected(Event.of(file))).isEqualTo(REFUSED);
            assertThat(sendWhereTokensAreExpected(Event.of(file).signed())).isEqualTo(REFUSED);
            assertThat(context.logged())
                    .contains(
                            "\"level\":\"WARN\"",
                            "\"refused\":\"AUTHORIZATION is JWT, and the request came without"
                                    + " claims: its route has no JWT authorizer\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {"get-order.json", "get-order-with-jwt.json", "default-route.json"})
        void aRequestWithoutASignatureIsRefused_whereSignaturesAreExpected(String file) {
            table.put(order("v1", 1));

            assertThat(Event.of(file).sendTo(handler(AuthorizerType.AWS_IAM), context))
                    .isEqualTo(REFUSED);
        }

        @Test
        void aSignedRequestIsAnswered_whereSignaturesAreExpected() {
            table.put(order("v1", 1));

            assertThat(
                            Event.of("get-order.json")
                                    .signed()
                                    .sendTo(handler(AuthorizerType.AWS_IAM), context))
                    .startsWith("200 ");
        }

        @Test
        void aPreflightRequestIsAnswered_withoutAToken() {
            assertThat(
                            sendWhereTokensAreExpected(
                                    Event.of("default-route.json")
                                            .route("OPTIONS /{proxy+}")
                                            .request("OPTIONS", "/invoice")))
                    .isEqualTo("204 {allow=GET, OPTIONS}\n");
        }
    }

    @Nested
    class UnknownRoutes {

        @Test
        void anUnknownRouteIsNotFound() {
            assertThat(send(Event.of("default-route.json")))
                    .isEqualTo(
                            "404"
                                    + PROBLEM
                                    + """
                                    {"type":"urn:orderstream:problem:no-such-route",\
                                    "title":"There is nothing at this path","status":404,\
                                    "detail":"The routes are POST /order, POST /orders, \
                                    POST /order/events, GET /order, GET /orders, \
                                    GET /order/events, GET /invoice"}""");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "DELETE | /order   | GET, OPTIONS, POST",
                    "PUT    | /orders  | GET, OPTIONS, POST",
                    "POST   | /invoice | GET, OPTIONS"
                })
        void aMethodIsNotAllowed_whenItsPathHasOnlyOtherMethods(
                String method, String path, String allowed) {
            assertThat(send(Event.of("default-route.json").request(method, path)))
                    .isEqualTo(
                            """
                            405 {allow=%2$s, content-type=application/problem+json}
                            {"type":"urn:orderstream:problem:method-not-allowed",\
                            "title":"This path has other methods","status":405,\
                            "detail":"%1$s has the methods %2$s, but not %3$s"}"""
                                    .formatted(path, allowed, method));
        }
    }
}
