package io.orderstream.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.AccountId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountClaimTest {

    @Test
    void theNamedClaimHoldsTheAccount() {
        assertThat(AccountClaim.read(Map.of("account", "a1", "sub", "a2"), "account"))
                .contains(AccountId.of("a1"));
    }

    @Test
    void aTokenWithoutTheClaimHasNoAccount() {
        assertThat(AccountClaim.read(Map.of("sub", "a1"), "account")).isEmpty();
    }

    /** API Gateway writes a list in brackets, with spaces between its elements. */
    @ParameterizedTest
    @ValueSource(strings = {"[a1]", "[a1 a2]", "map[a1:a1]", "", " a1", "a1\u0000"})
    void aTextThatIsNoAccountIdIsNoAccount(String claim) {
        assertThat(AccountClaim.read(Map.of("account", claim), "account")).isEmpty();
    }
}
