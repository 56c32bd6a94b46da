package io.orderstream.model.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.AccountId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallerTest {

    private static final AccountId A1 = AccountId.of("a1");
    private static final AccountId A2 = AccountId.of("a2");

    @Test
    void actsForItsTokensAccountOnly() {
        Caller caller = Caller.withToken("account", Map.of("account", "a1", "sub", "a2"));

        assertThat(caller.mayActFor(A1)).isTrue();
        assertThat(caller.mayActFor(A2)).isFalse();
    }

    @Test
    void actsForNobody_whenTheTokenDoesNotSay() {
        assertThat(Caller.withToken("account", Map.of("sub", "a1")).mayActFor(A1)).isFalse();
        assertThat(Caller.withToken("account", Map.of()).mayActFor(A1)).isFalse();
    }

    @Test
    void actsForEveryAccount_whenTheApiHasNoAuthorizer() {
        assertThat(Caller.anyone().mayActFor(A1)).isTrue();
    }

    @Test
    void isToldNothingElse() {
        assertThat(Wire.of(Caller.forbidden()))
                .isEqualTo(
                        Wire.problem(
                                403,
                                "{'type':'urn:orderstream:problem:forbidden',"
                                        + "'title':'Not your account',"
                                        + "'status':403,"
                                        + "'detail':'The account of the token is not the accountid"
                                        + " of this request'}"));
    }
}
