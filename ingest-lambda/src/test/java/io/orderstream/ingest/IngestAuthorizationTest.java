package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.http.AuthorizerType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The function answers an OPTIONS request if its path is known, or if its route is an OPTIONS
 * route. It refuses any other request that the expected authorizer has not checked.
 */
class IngestAuthorizationTest extends IngestFixture {

    private static final String REFUSED =
            "403"
                    + PROBLEM
                    + """
                    {"type":"urn:orderstream:problem:not-authorized",\
                    "title":"Nobody has checked who sends this request","status":403,\
                    "detail":"The log has more about request \
                    8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11"}""";

    @ParameterizedTest
    @ValueSource(strings = {"post-order.json", "post-orders.json", "post-order-base64.json"})
    void aRequestWithoutATokenIsRefused_whereTokensAreExpected(String file) {
        assertThat(sendWhereTokensAreExpected(Event.of(file))).isEqualTo(REFUSED);
        assertThat(sendWhereTokensAreExpected(Event.of(file).signed())).isEqualTo(REFUSED);
        assertThat(stream.records()).isEmpty();
        assertThat(context.logged())
                .contains(
                        "\"level\":\"WARN\"",
                        "\"refused\":\"AUTHORIZATION is JWT, and the request came without"
                                + " claims: its route has no JWT authorizer\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"post-order.json", "post-orders.json", "post-order-with-jwt.json"})
    void aRequestWithoutASignatureIsRefused_whereSignaturesAreExpected(String file) {
        assertThat(Event.of(file).sendTo(handler(AuthorizerType.AWS_IAM), context))
                .isEqualTo(REFUSED);
        assertThat(stream.records()).isEmpty();
    }

    @Test
    void anEventIsRefused_whenTheExpectedAuthorizerHasNotCheckedIt() {
        Event event = event(Events.undated("cancelled", ""));

        assertThat(sendWhereTokensAreExpected(event)).isEqualTo(REFUSED);
        assertThat(sendWhereTokensAreExpected(event.signed())).isEqualTo(REFUSED);
        assertThat(
                        event(Events.undated("cancelled", ""))
                                .claim("accountid", "a1")
                                .sendTo(handler(AuthorizerType.AWS_IAM), context))
                .isEqualTo(REFUSED);
        assertThat(stream.records()).isEmpty();
    }

    @Test
    void aRequestWithoutATokenIsRefused_alsoOnAnUnknownRoute() {
        assertThat(
                        sendWhereTokensAreExpected(
                                Event.of("post-order.json").route("POST /order/items")))
                .isEqualTo(REFUSED);
        assertThat(sendWhereTokensAreExpected(Event.of("post-order.json").route("$default")))
                .isEqualTo(REFUSED);
    }

    @Test
    void aSignedOrderIsAccepted_whereSignaturesAreExpected() {
        assertThat(
                        Event.of("post-order.json")
                                .signed()
                                .sendTo(handler(AuthorizerType.AWS_IAM), context))
                .startsWith("202 ");
    }

    @Test
    void aSignedEventIsAccepted_whereSignaturesAreExpected() {
        assertThat(
                        event(Events.undated("cancelled", ""))
                                .signed()
                                .sendTo(handler(AuthorizerType.AWS_IAM), context))
                .startsWith("202 ");
    }

    @Test
    void aPreflightRequestIsAnswered_withoutAToken() {
        assertThat(
                        sendWhereTokensAreExpected(
                                Event.of("post-order.json")
                                        .route("OPTIONS /{proxy+}")
                                        .request("OPTIONS", "/order")))
                .isEqualTo("204 {allow=GET, OPTIONS, POST}\n");
    }
}
