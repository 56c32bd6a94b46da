package io.orderstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.http.AuthorizerType;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryConfigTest {

    @Test
    void allVariablesHaveDefaults_exceptTableBucketAndAuthorization() {
        assertThat(
                        QueryConfig.from(
                                Map.of(
                                        "TABLE_NAME", "orders",
                                        "BUCKET_NAME", "invoices",
                                        "AUTHORIZATION", "AWS_IAM")))
                .isEqualTo(
                        new QueryConfig(
                                "orders",
                                "invoices",
                                Duration.ofMinutes(15),
                                AuthorizerType.AWS_IAM,
                                "accountid"));
    }

    @Test
    void readsExactlyTheVariablesThatItLists() {
        Map<String, String> all =
                Map.of(
                        "TABLE_NAME", "t-7",
                        "BUCKET_NAME", "b-7",
                        "URL_EXPIRY_SECONDS", "7",
                        "AUTHORIZATION", "JWT",
                        "ACCOUNT_CLAIM", "custom:account");

        assertThat(QueryConfig.from(all))
                .isEqualTo(
                        new QueryConfig(
                                "t-7",
                                "b-7",
                                Duration.ofSeconds(7),
                                AuthorizerType.JWT,
                                "custom:account"));
        assertThat(QueryConfig.VARIABLES).isEqualTo(all.keySet());
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThatThrownBy(
                        () ->
                                QueryConfig.from(
                                        Map.of(
                                                "URL_EXPIRY_SECONDS", "3601",
                                                "AUTHORIZATION", "none",
                                                "ACCOUNT_CLAIM", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Environment variables: TABLE_NAME is not set; BUCKET_NAME is not set;"
                                + " URL_EXPIRY_SECONDS: expected a whole number from 1 to 3600, found"
                                + " \"3601\"; AUTHORIZATION: expected one of AWS_IAM, JWT, NONE,"
                                + " found \"none\"; ACCOUNT_CLAIM is not set");
    }
}
