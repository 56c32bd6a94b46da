package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import io.orderstream.embedded.issuer.LocalIssuer;
import java.time.Instant;
import java.util.Date;
import java.util.List;
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

/**
 * Tests the stack with {@code Authorization=JWT}. A caller with a token acts only for the account
 * in a claim of the token.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenITCase {

    private static final String AUDIENCE = "orders";
    private static final String CLAIM = "https://example.com/account";
    private static final String ID = "01a207e3-627b-8a1f-b4ba-f587d21b0fba";

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
                                        .withParameter("AccountClaim", CLAIM)
                                        .withParameter("ReadScope", "orders/read,orders/all")
                                        .withParameter("WriteScope", "orders/write,orders/all"));
        stack.startJob();
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
        if (issuer != null) {
            issuer.close();
        }
    }

    @Test
    void aTokenForAnAccountPostsAndReadsOrdersOfThatAccountOnly() {
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
    void aTokenForAnAccountPostsEventsAndReadsHistoriesOfThatAccountOnly() {
        String a4 = issuer.sign(claims("a4"));
        Answer posted =
                send("POST", "/order", coffee("a4", "v1", "2026-11-23T10:00:00Z", "4.5", 2), a4);
        String id = posted.json().path("orderid").asText();
        String history = "/order/events?accountid=a4&vendorid=v1&orderid=" + id;

        assertThat(send("POST", "/order/events", cancelled("a4", id), a4).status()).isEqualTo(202);
        Awaitility.await(history)
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> send("GET", history, "", a4), answer -> answer.status() == 200);

        assertForbidden(send("POST", "/order/events", cancelled("a5", id), a4));
        assertForbidden(send("GET", history, "", issuer.sign(claims("a5"))));
    }

    @Test
    void theConsoleAsksForAToken_andUsesIt() {
        String token = issuer.sign(claims("a6"));
        String order = coffee("a6", "v1", "2026-11-23T10:00:00Z", "4.5", 2);
        String id = send("POST", "/order", order, token).json().path("orderid").asText();
        String address = "#/order?accountid=a6&vendorid=v1&orderid=" + id;
        try (BrowserTab tab = BrowserTab.open()) {
            tab.visit(stack.apiAddress().resolve("/" + address));
            tab.awaitTrue("document.querySelector('#sign-in').checkVisibility()");

            tab.run(
                    "const form = document.querySelector('#sign-in');"
                            + "form.elements.token.value = "
                            + Json.text(token)
                            + "; form.requestSubmit();");
            String link = "document.querySelector('#documents [data-key=\"Invoice html\"]')";
            tab.awaitTrue(link);
            assertThat(
                            tab.run("return document.querySelector('#sign-in').checkVisibility()")
                                    .asBoolean())
                    .isFalse();
            // A link cannot send the token, so the page asks the API for the URL of the invoice,
            // and opens this URL in a new tab.
            tab.run(link + ".click()");
            Awaitility.await("the invoice in a new tab")
                    .atMost(StackUnderTest.PATIENCE)
                    .until(
                            tab::addresses,
                            all -> all.stream().anyMatch(one -> one.contains("/issued/a6/v1/")));

            tab.run("window.open = () => null");
            tab.run(link + ".click()");
            tab.awaitTrue(
                    "document.querySelector('#documents-problem').textContent"
                            + ".includes('The browser blocked the new tab')");

            tab.run("location.hash = '#/orders'");
            tab.run("document.querySelector('#place').requestSubmit()");
            tab.awaitTrue(
                    "document.querySelector('#place-problem').textContent"
                            + ".includes('Not your account')");
            assertThat(tab.errors()).isEmpty();
        }
    }

    private static String cancelled(String account, String id) {
        return EventTexts.event(account, id, "cancelled", "\"reason\": \"cold\"");
    }

    @Test
    void aTokenWithoutTheClaimActsForNoAccount() {
        String nobody = issuer.sign(claims((Object) null).claim("accountid", "a1"));

        assertForbidden(send("GET", "/orders?accountid=a1", "", nobody));
    }

    @Test
    void aTokenWithAListOfAccountsActsForNoneOfThem() {
        for (List<String> accounts : List.of(List.of("a1"), List.of("a1", "a2"))) {
            String list = issuer.sign(claims((Object) accounts));

            assertForbidden(send("GET", "/orders?accountid=a1", "", list));
            assertForbidden(send("GET", "/orders?accountid=a2", "", list));
        }
    }

    @Test
    void aTokenWithANumberActsForTheAccountWithItsDigits() {
        String number = issuer.sign(claims((Object) 7));

        assertThat(send("GET", "/orders?accountid=7", "", number).status()).isEqualTo(200);
        assertForbidden(send("GET", "/orders?accountid=70", "", number));
        // This number cannot be represented as a double.
        String large = issuer.sign(claims((Object) 9_007_199_254_740_993L));
        assertThat(send("GET", "/orders?accountid=9007199254740993", "", large).status())
                .isEqualTo(200);
        assertForbidden(send("GET", "/orders?accountid=9007199254740992", "", large));
        assertForbidden(send("GET", "/orders?accountid=a1", "", number));
    }

    @Test
    void aRequestNeedsATokenWithTheScopeForIt() {
        String order = coffee("a3", "v1", "2026-11-23T10:00:00Z", "4.5", 2);
        String reader = issuer.sign(claims("a3").claim("scope", "orders/read"));
        String writer = issuer.sign(claims("a3").claim("scope", "orders/write"));

        assertThat(send("GET", "/orders?accountid=a3", "", reader).status()).isEqualTo(200);
        assertOutOfScope(send("POST", "/order", order, reader));
        assertOutOfScope(send("POST", "/orders", "{\"orders\": [" + order + "]}", reader));
        assertThat(send("POST", "/order", order, writer).status()).isEqualTo(202);
        assertOutOfScope(send("GET", "/order?accountid=a3&vendorid=v1", "", writer));
        assertOutOfScope(send("GET", "/orders?accountid=a3", "", writer));
        assertOutOfScope(send("GET", "/invoice?accountid=a3", "", writer));
        assertOutOfScope(
                send("GET", "/order/events?accountid=a3&vendorid=v1&orderid=" + ID, "", writer));
        assertOutOfScope(send("POST", "/order/events", cancelled("a3", ID), reader));
        assertThat(send("POST", "/order/events", cancelled("a3", ID), writer).status())
                .isEqualTo(202);
    }

    private static void assertOutOfScope(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("{\"message\":\"Forbidden\"}");
        assertThat(answer.header("www-authenticate")).contains("insufficient_scope");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void anInvalidTokenIsUnauthorized(String what, String token) {
        Answer answer = send("GET", "/orders?accountid=a1", "", token);

        assertThat(answer.status()).as("%s", answer).isEqualTo(401);
        assertThat(answer.text()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    }

    Stream<Arguments> anInvalidTokenIsUnauthorized() {
        Date aSecondAgo = Date.from(Instant.now().minusSeconds(1));
        return Stream.of(
                Arguments.of(
                        "wrong issuer",
                        issuer.sign(claims("a1").issuer("https://issuer.example.com"))),
                Arguments.of("wrong audience", issuer.sign(claims("a1").audience("payments"))),
                Arguments.of("expired", issuer.sign(claims("a1").expirationTime(aSecondAgo))),
                Arguments.of("bad signature", issuer.forge(claims("a1"))),
                Arguments.of("not a token", "x.y.z"));
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
        return claims((Object) account);
    }

    private JWTClaimsSet.Builder claims(Object account) {
        return issuer.claims(AUDIENCE).claim(CLAIM, account).claim("scope", "openid orders/all");
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
