package io.orderstream.embedded.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import io.orderstream.embedded.issuer.LocalIssuer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which tokens the authorizer accepts, and which claims a function gets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JwtAuthorizerTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private LocalIssuer issuer;
    private JwtAuthorizer authorizer;

    @BeforeAll
    void start() {
        issuer = LocalIssuer.start();
        authorizer = authorizerFor(issuer.address());
    }

    @AfterAll
    void stop() {
        issuer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", ""})
    void theClaimsOfAValidTokenAreText(String prefix) throws Exception {
        String token =
                issuer.sign(
                        validClaims()
                                .subject("s1")
                                .claim("accountid", "a1")
                                .claim("groups", List.of("x", "y"))
                                .claim("level", 7)
                                .claim("admin", true));

        assertThat(authorizer.token(call(prefix + token), List.of()).claims())
                .isEqualTo(
                        Map.of(
                                "iss", issuer.address(),
                                "aud", "orders",
                                "exp", "1795428001",
                                "sub", "s1",
                                "accountid", "a1",
                                "groups", "[x y]",
                                "level", "7",
                                "admin", "true"));
    }

    /**
     * Claims become text. If a claim that is null became text, a token whose {@code accountid} is
     * null would be valid for the account "null".
     */
    @Test
    void aClaimThatIsNullIsOmitted() throws Exception {
        String token =
                issuer.sign(validClaims().serializeNullClaims(true).claim("accountid", null));

        assertThat(authorizer.token(call(token), List.of()).claims())
                .containsKey("aud")
                .doesNotContainKey("accountid");
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() throws Exception {
        String token = issuer.sign(validClaims().audience(List.of("other", "orders")));

        assertThat(authorizer.token(call(token), List.of()).claims())
                .containsEntry("aud", "[other orders]");
    }

    @Test
    void aClientIdReplacesAMissingAudience() throws Exception {
        String token = issuer.sign(validClaims().audience((String) null).claim("client_id", "app"));

        assertThat(authorizer.token(call(token), List.of()).claims())
                .containsEntry("client_id", "app");
    }

    @Test
    void aClientIdDoesNotReplaceAWrongAudience() {
        assertRefused(
                issuer.sign(validClaims().audience("other").claim("client_id", "app")),
                "the audience is [other]");
    }

    @Test
    void aTokenOfTheTypeAccessTokenIsAccepted() throws Exception {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS512)
                        .keyID("first")
                        .type(new JOSEObjectType("at+jwt"))
                        .build();

        assertThat(authorizer.token(call(issuer.sign(validClaims(), header)), List.of()).claims())
                .containsEntry("aud", "orders");
    }

    @Test
    void oneOfTheRoutesScopesIsEnough() throws Exception {
        for (JWTClaimsSet.Builder claims :
                List.of(
                        validClaims().claim("scope", "openid orders.read"),
                        validClaims().claim("scp", "orders.read openid"),
                        validClaims().claim("scp", List.of("openid", "orders.read")),
                        validClaims().claim("scope", List.of("orders.read")))) {
            JwtAuthorizer.Token token =
                    authorizer.token(
                            call(issuer.sign(claims)), List.of("orders.all", "orders.read"));

            assertThat(token.scopes()).contains("orders.read");
        }
    }

    @Test
    void aTokenWithNoneOfTheRoutesScopesIsForbidden() {
        for (JWTClaimsSet.Builder claims :
                List.of(
                        validClaims(),
                        validClaims().claim("scope", ""),
                        validClaims().claim("scope", "orders"),
                        validClaims().claim("scope", "orders.read.all"),
                        validClaims().claim("scope", "orders.read,orders.write"),
                        validClaims().claim("scope", "ORDERS.READ"),
                        validClaims().claim("scope", Map.of("orders.read", "orders.read")),
                        validClaims().claim("scope", "openid").claim("scp", "orders.read"),
                        validClaims().claim("scopes", "orders.read"))) {
            HttpCall call = call(issuer.sign(claims));

            assertThatThrownBy(() -> authorizer.token(call, List.of("orders.all", "orders.read")))
                    .isInstanceOfSatisfying(
                            RefusedTokenException.class,
                            e ->
                                    assertThat(answer(e))
                                            .isEqualTo(
                                                    "403 Bearer scope=\"orders.all orders.read\""
                                                            + " error=\"insufficient_scope\""))
                    .hasMessage("the token has none of the scopes orders.all orders.read");
        }
    }

    @Test
    void aWrongIssuerIsRefused() {
        assertRefused(
                issuer.sign(validClaims().issuer("http://127.0.0.1:1")),
                "the issuer is http://127.0.0.1:1");
    }

    @Test
    void aTokenExpiresAtItsExpiryTime() {
        assertRefused(
                issuer.sign(validClaims().expirationTime(Date.from(NOW))),
                "the token has expired, or has no expiry time");
    }

    @Test
    void aTokenWithoutExpiryIsRefused() {
        assertRefused(
                issuer.sign(validClaims().expirationTime(null)),
                "the token has expired, or has no expiry time");
    }

    @Test
    void aTokenThatIsNotValidYetIsRefused() {
        Date later = Date.from(NOW.plusSeconds(1));

        assertRefused(
                issuer.sign(validClaims().notBeforeTime(later)), "the token is not valid yet");
        assertRefused(issuer.sign(validClaims().issueTime(later)), "the token is not valid yet");
    }

    @Test
    void aSignatureByAnotherKeyIsRefused() {
        assertRefused(issuer.forge(validClaims()), "Signed JWT rejected: Invalid signature");
    }

    @Test
    void aTokenWithoutKeyIdIsRefused() {
        assertRefused(
                issuer.sign(validClaims(), new JWSHeader(JWSAlgorithm.RS256)),
                "the token has no key id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "7",
                "{}",
                "{\"alg\":null}",
                "{\"alg\":\"RS256\",\"kid\":[]}",
                ""
            })
    void aTokenWithAnInvalidHeaderIsRefused(String header) {
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(UTF_8));

        assertThatExceptionOfType(RefusedTokenException.class)
                .isThrownBy(() -> authorizer.token(call(encoded + ".e30.AA"), List.of()));
    }

    @Test
    void aTokenWithoutSignatureIsRefused() {
        // The header is {"alg":"none","kid":"first"}, the claims are {}, and the signature is
        // empty.
        assertRefused(
                "eyJhbGciOiJub25lIiwia2lkIjoiZmlyc3QifQ.e30.",
                "Invalid JWS header: Not a JWS header");
    }

    @Test
    void anAuthorizationHeaderWithoutTokenIsRefused_likeAnInvalidToken() {
        assertThatThrownBy(() -> authorizer.token(call("Basic YTpi"), List.of()))
                .isInstanceOfSatisfying(
                        RefusedTokenException.class,
                        e -> assertThat(answer(e)).isEqualTo("401 Bearer error=\"invalid_token\""))
                .hasMessage("the Authorization header has no token");
    }

    @Test
    void aRequestWithoutAuthorizationHeaderIsRefused() {
        HttpCall call = call(Map.of());

        assertThatThrownBy(() -> authorizer.token(call, List.of()))
                .isInstanceOfSatisfying(
                        RefusedTokenException.class,
                        e -> assertThat(answer(e)).isEqualTo("401 Bearer"))
                .hasMessage("no token");
    }

    @Test
    void theKeysAreFetchedOnceForTwoRequests() throws Exception {
        try (LocalIssuer other = LocalIssuer.start()) {
            JwtAuthorizer one = authorizerFor(other.address());
            String token = other.sign(claims(other));
            one.token(call(token), List.of());
            one.token(call(token), List.of());

            assertThat(other.keyRequests()).isEqualTo(1);
        }
    }

    @Test
    void aTokenIsRefused_whenItsIssuerCannotBeReached() {
        LocalIssuer gone = LocalIssuer.start();
        String token = gone.sign(claims(gone));
        gone.close();
        JwtAuthorizer orphan = authorizerFor(gone.address());

        assertThatThrownBy(() -> orphan.token(call(token), List.of()))
                .isInstanceOf(RefusedTokenException.class)
                .hasMessage("the configuration at " + gone.address() + "/ cannot be read");
    }

    private void assertRefused(String token, String reason) {
        assertThatThrownBy(() -> authorizer.token(call("Bearer " + token), List.of()))
                .isInstanceOfSatisfying(
                        RefusedTokenException.class,
                        e -> assertThat(answer(e)).isEqualTo("401 Bearer error=\"invalid_token\""))
                .hasMessage(reason);
    }

    private static String answer(RefusedTokenException e) {
        return e.answer().status() + " " + e.answer().headers().get("www-authenticate");
    }

    private JWTClaimsSet.Builder validClaims() {
        return claims(issuer);
    }

    private static JWTClaimsSet.Builder claims(LocalIssuer issuer) {
        return issuer.claims("orders").expirationTime(Date.from(NOW.plusSeconds(1)));
    }

    private static JwtAuthorizer authorizerFor(String issuer) {
        return new JwtAuthorizer(issuer, Set.of("orders", "app"), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static HttpCall call(String authorization) {
        return call(Map.of("authorization", List.of(authorization)));
    }

    private static HttpCall call(Map<String, List<String>> headers) {
        return new HttpCall(
                "GET",
                "/orders",
                "",
                "HTTP/1.1",
                "127.0.0.1",
                headers,
                HttpCall.Body.NONE,
                "id",
                NOW);
    }
}
