package io.orderstream.embedded.journey;

import static io.orderstream.embedded.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.orderstream.embedded.issuer.LocalIssuer;
import io.orderstream.embedded.journey.ApiClient.Answer;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stack with {@code Authorization=JWT}: callers with a token, each for its own account. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenITCase {

    private static final String AUDIENCE = "orders";
    private static final String CLAIM = "https://example.com/account";

    private LocalIssuer issuer;
    private StackUnderTest stack;

    @BeforeAll
    void start() {
        issuer = LocalIssuer.start();
        stack =
                StackUnderTest.start(
                        "token",
                        options ->
                                options.withParameter("Authorization", "JWT")
                                        .withParameter("JwtIssuer", issuer.address())
                                        .withParameter("JwtAudience", "other," + AUDIENCE)
                                        .withParameter("AccountClaim", CLAIM));
        stack.startJob();
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
        issuer.close();
    }

    @Test
    void aTokenForAnAccountPostsAndReadsThatAccountOnly() {
        String a1 = issuer.sign(claims("a1"));
        Answer posted =
                send("POST", "/order", coffee("a1", "v1", "2026-11-23T10:00:00Z", "4.5", 2), a1);
        assertThat(posted.status()).as("%s", posted).isEqualTo(202);

        String order = "/order?accountid=a1&vendorid=v1";
        Answer read =
                Awaitility.await(order)
                        .atMost(StackUnderTest.PATIENCE)
                        .until(() -> send("GET", order, "", a1), answer -> answer.status() == 200);
        assertThat(read.json().path("order").path("orderid"))
                .isEqualTo(posted.json().path("orderid"));
        assertThat(send("GET", "/orders?accountid=a1", "", a1).status()).isEqualTo(200);

        assertForbidden(send("GET", "/order?accountid=a2&vendorid=v1", "", a1));
        assertForbidden(send("GET", "/orders?accountid=a2", "", a1));
        assertForbidden(send("GET", "/invoice?accountid=a2&vendorid=v1", "", a1));
        assertForbidden(
                send("POST", "/order", coffee("a2", "v1", "2026-11-23T10:00:00Z", "4.5", 2), a1));
    }

    @Test
    void aTokenWithoutTheClaimActsForNoAccount() {
        String nobody = issuer.sign(issuer.claims(AUDIENCE).claim("accountid", "a1"));

        assertForbidden(send("GET", "/orders?accountid=a1", "", nobody));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void aTokenThatDoesNotCountIsUnauthorized(String what, String token) {
        Answer answer = send("GET", "/orders?accountid=a1", "", token);

        assertThat(answer.status()).as("%s", answer).isEqualTo(401);
        assertThat(answer.text()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    }

    Stream<Arguments> aTokenThatDoesNotCountIsUnauthorized() {
        Date aSecondAgo = Date.from(Instant.now().minusSeconds(1));
        return Stream.of(
                Arguments.of(
                        "wrong issuer",
                        issuer.sign(claims("a1").issuer("https://issuer.example.com"))),
                Arguments.of("wrong audience", issuer.sign(claims("a1").audience("payments"))),
                Arguments.of("expired", issuer.sign(claims("a1").expirationTime(aSecondAgo))),
                Arguments.of("bad signature", issuer.forge(claims("a1"))),
                Arguments.of("no token at all", "x.y.z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/orders?accountid=a1", "/order?accountid=a1&vendorid=v1", "/elsewhere"})
    void aRequestWithoutTokenIsUnauthorized(String path) {
        Answer answer = stack.api().get(path);

        assertThat(answer.status()).as("%s", answer).isEqualTo(401);
        assertThat(answer.text()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }

    private JWTClaimsSet.Builder claims(String account) {
        return issuer.claims(AUDIENCE).claim(CLAIM, account);
    }

    private Answer send(String method, String path, String body, String token) {
        return stack.api()
                .send(
                        method,
                        path,
                        body,
                        Map.of(
                                "content-type",
                                "application/json",
                                "authorization",
                                "Bearer " + token));
    }

    private static void assertForbidden(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(403);
        assertThat(answer.json().path("title").asText()).isEqualTo("Not your account");
    }
}
