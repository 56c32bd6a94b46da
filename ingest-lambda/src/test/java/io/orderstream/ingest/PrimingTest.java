package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.CannedAnswers;
import org.junit.jupiter.api.Test;

class PrimingTest {

    private static final IngestConfig CONFIG = new IngestConfig("orders", "accountid");

    @Test
    void eachRequestIsMadeOnce_signedAndAnswered() {
        CannedAnswers kinesis = Priming.kinesis();

        Priming.run(CONFIG, kinesis);

        assertThat(kinesis.requests())
                .extracting(request -> request.firstMatchingHeader("X-Amz-Target").orElseThrow())
                .containsExactly("Kinesis_20131202.PutRecord", "Kinesis_20131202.PutRecords");
        assertThat(kinesis.requests())
                .allMatch(request -> request.firstMatchingHeader("Authorization").isPresent());
    }

    @Test
    void itFailsAloud_soThatNoVersionIsPublished() {
        CannedAnswers broken =
                new CannedAnswers("application/x-amz-cbor-1.1", request -> new byte[] {'{'});

        assertThatThrownBy(() -> Priming.run(CONFIG, broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Priming: POST /order gave {\"statusCode\":50");
    }
}
