package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.http.AuthorizerType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestConfigTest {

    @Test
    void theNameOfTheClaimHasADefault() {
        assertThat(IngestConfig.from(Map.of("STREAM_NAME", "orders", "AUTHORIZATION", "NONE")))
                .isEqualTo(new IngestConfig("orders", AuthorizerType.NONE, "accountid"));
    }

    @Test
    void readsExactlyTheVariablesThatItLists() {
        Map<String, String> all =
                Map.of(
                        "STREAM_NAME", "orders-7",
                        "AUTHORIZATION", "JWT",
                        "ACCOUNT_CLAIM", "custom:account");

        assertThat(IngestConfig.from(all))
                .isEqualTo(new IngestConfig("orders-7", AuthorizerType.JWT, "custom:account"));
        assertThat(IngestConfig.VARIABLES).isEqualTo(all.keySet());
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThatThrownBy(() -> IngestConfig.from(Map.of("ACCOUNT_CLAIM", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Environment variables: STREAM_NAME is not set; AUTHORIZATION is not set;"
                                + " ACCOUNT_CLAIM is not set");
    }
}
