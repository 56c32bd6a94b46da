package io.orderstream.lambda.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.http.UnavailableException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

class AwsCallTest {

    @ParameterizedTest
    @CsvSource({
        "400, ExpiredToken",
        "400, ExpiredTokenException",
        "400, RequestTimeout",
        "403, RequestTimeTooSkewed",
        "400, KMS.ThrottlingException",
        "400, ThrottlingException",
        "500, InternalError",
        "503, SlowDown"
    })
    void transientErrors_becomeUnavailable(int status, String code) {
        assertThatThrownBy(() -> fail(error(status, code)))
                .isInstanceOf(UnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource({"400, ValidationException", "403, AccessDenied", "404, NoSuchBucket"})
    void permanentErrors_areThrownUnchanged(int status, String code) {
        RuntimeException error = error(status, code);

        assertThatThrownBy(() -> fail(error)).isSameAs(error);
    }

    private static void fail(RuntimeException error) {
        AwsCall.to(
                "the invoice archive",
                () -> {
                    throw error;
                });
    }

    private static RuntimeException error(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }
}
