package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which calls a role's policies allow. */
class PolicyTest {

    @ParameterizedTest
    @CsvSource({
        "s3:GetObject, arn:aws:s3:::b/in/1, true",
        "s3:GetObject, arn:aws:s3:::b/in/1/2, true",
        "s3:GetObject, arn:aws:s3:::b/out/1, false",
        "s3:GetObjectVersion, arn:aws:s3:::b/in/1, false",
        "s3:PutObject, arn:aws:s3:::b/x1, true",
        "s3:PutObject, arn:aws:s3:::b/x12, false"
    })
    void actionAndResourceHaveToMatch(String action, String resource, boolean allowed)
            throws IOException {
        Policy policy =
                policy(
                        """
                        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/in/*"},
                        {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": ["arn:aws:s3:::b/x?"]}
                        """);

        assertThat(policy.allows(new AwsCall("Any", action, resource))).isEqualTo(allowed);
    }

    @Test
    void aConditionOnThePrefixRefusesACallWithAnotherPrefixOrNone() throws IOException {
        Policy policy =
                policy(
                        """
                        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b",
                         "Condition": {"StringLike": {"s3:prefix": ["in/*"]}}}
                        """);

        assertThat(policy.allows(list(Optional.of("in/1")))).isTrue();
        assertThat(policy.allows(list(Optional.of("out/1")))).isFalse();
        assertThat(policy.allows(list(Optional.empty()))).isFalse();
    }

    @Test
    void anUnsupportedStatementIsAnError() {
        assertThatThrownBy(() -> policy("{\"Effect\": \"Deny\", \"Action\": \"s3:*\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Unsupported policy statement: {\"Effect\":\"Deny\",\"Action\":\"s3:*\"}");
    }

    private static AwsCall list(Optional<String> prefix) {
        return new AwsCall("Any", "s3:ListBucket", "arn:aws:s3:::b", prefix);
    }

    private static Policy policy(String statements) throws IOException {
        return Policy.of(
                JsonMapper.builder()
                        .build()
                        .readTree("[{\"PolicyDocument\": {\"Statement\": [" + statements + "]}}]"));
    }
}
