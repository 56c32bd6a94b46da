package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.lambda.priming.CannedAnswers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IngestPrimingTest {

    private static final IngestConfig CONFIG =
            new IngestConfig("orders", AuthorizerType.NONE, "accountid");

    @ParameterizedTest
    @EnumSource(AuthorizerType.class)
    void eachPostIsAnswered_andMakesOneSignedRequestToKinesis(AuthorizerType authorization) {
        CannedAnswers kinesis = IngestPriming.kinesis();

        IngestPriming.run(new IngestConfig("orders", authorization, "custom:account"), kinesis);

        assertThat(kinesis.requests())
                .extracting(request -> request.firstMatchingHeader("X-Amz-Target").orElseThrow())
                .containsExactly(
                        "Kinesis_20131202.PutRecord",
                        "Kinesis_20131202.PutRecords",
                        "Kinesis_20131202.PutRecord");
        assertThat(kinesis.requests())
                .allMatch(request -> request.firstMatchingHeader("Authorization").isPresent());
    }

    @Test
    void primingFails_whenAnAnswerOfKinesisCannotBeRead() {
        CannedAnswers broken =
                new CannedAnswers("application/x-amz-cbor-1.1", request -> new byte[] {'{'});

        assertThatThrownBy(() -> IngestPriming.run(CONFIG, broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Priming: POST /order was answered by {\"statusCode\":50");
    }
}
