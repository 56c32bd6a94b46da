package io.orderstream.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.AccountId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {

    private static final AccountId A1 = AccountId.of("a1");
    private static final AccountId A2 = AccountId.of("a2");

    @Test
    void aCallerActsOnlyForTheAccountOfItsToken() {
        Caller caller = withToken(Map.of("account", "a1", "sub", "a2"));

        assertThat(caller.mayActFor(A1)).isTrue();
        assertThat(caller.mayActFor(A2)).isFalse();
    }

    @Test
    void aCallerActsForNoAccount_whenTheTokenHasNoAccount() {
        assertThat(withToken(Map.of("sub", "a1")).mayActFor(A1)).isFalse();
    }

    /**
     * The claims are the ids of other accounts, texts that are not account ids, and lists and
     * objects as API Gateway writes them.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a1]",
                "[a1 a2]",
                "[]",
                "map[a1:a1]",
                "a1,a2",
                "a1 a2",
                " a1",
                "a1 ",
                "A1",
                "a1\u0000",
                "",
                "*",
                "7"
            })
    void aCallerActsForNeitherAccount_whenTheClaimIsNotExactlyOneOfTheirIds(String claim) {
        Caller caller = withToken(Map.of("account", claim));

        assertThat(caller.mayActFor(A1)).isFalse();
        assertThat(caller.mayActFor(A2)).isFalse();
    }

    /**
     * API Gateway sends a number as text, so {@link Caller} cannot distinguish a number from a
     * text.
     */
    @ParameterizedTest
    @CsvSource({"7, 70", "7, 7.0", "1.0E6, 1000000", "9007199254740992, 9007199254740993"})
    void aCallerActsForTheAccountWithTheSameCharacters_whenTheClaimIsANumber(
            String number, String other) {
        Caller caller = withToken(Map.of("account", number));

        assertThat(caller.mayActFor(AccountId.of(number))).isTrue();
        assertThat(caller.mayActFor(AccountId.of(other))).isFalse();
    }

    @Test
    void aRequestWithoutATokenIsUnauthorized_whereTokensAreExpected() {
        assertThatThrownBy(() -> Caller.of(AuthorizerType.JWT, "account", Map.of(), true))
                .isInstanceOf(UnauthorizedException.class)
                .hasMessage(
                        "AUTHORIZATION is JWT, and the request came without claims: its route has"
                                + " no JWT authorizer");
    }

    @Test
    void aRequestWithoutASignatureIsUnauthorized_whereSignaturesAreExpected() {
        Map<String, String> claims = Map.of("account", "a1");

        assertThatThrownBy(() -> Caller.of(AuthorizerType.AWS_IAM, "account", claims, false))
                .isInstanceOf(UnauthorizedException.class)
                .hasMessage(
                        "AUTHORIZATION is AWS_IAM, and the request came without an IAM identity:"
                                + " its route has no IAM authorizer");
    }

    @Test
    void aCallerActsForEveryAccount_withASignature() {
        assertThat(Caller.of(AuthorizerType.AWS_IAM, "account", Map.of(), true).mayActFor(A1))
                .isTrue();
    }

    @Test
    void aCallerActsForEveryAccount_withoutAnAuthorizer() {
        assertThat(Caller.of(AuthorizerType.NONE, "account", Map.of(), false).mayActFor(A1))
                .isTrue();
    }

    @Test
    void aCallerIsRefusedForAnotherAccount_withoutLearningWhetherThatAccountExists() {
        assertThatThrownBy(() -> withToken(Map.of("account", "a1")).requireToActFor(A2))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused ->
                                assertThat(Wire.of(refused.answer()))
                                        .isEqualTo(
                                                Wire.problem(
                                                        403,
                                                        """
                                                        {"type":"urn:orderstream:problem:forbidden",\
                                                        "title":"Not your account","status":403,\
                                                        "detail":"The account of the token is not the accountid of this \
                                                        request"}""")));
    }

    private static Caller withToken(Map<String, String> claims) {
        return Caller.of(AuthorizerType.JWT, "account", claims, false);
    }
}
