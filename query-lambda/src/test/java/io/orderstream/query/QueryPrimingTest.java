package io.orderstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.lambda.priming.CannedAnswers;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class QueryPrimingTest {

    private static final QueryConfig CONFIG = config(AuthorizerType.NONE);

    @ParameterizedTest
    @EnumSource(AuthorizerType.class)
    void eachQueryIsAnswered_andEachRequestToAwsIsSigned(AuthorizerType authorization) {
        CannedAnswers dynamoDb = QueryPriming.dynamoDb();
        CannedAnswers s3 = QueryPriming.s3();

        QueryPriming.run(config(authorization), dynamoDb, s3);

        assertThat(dynamoDb.requests())
                .extracting(request -> request.firstMatchingHeader("X-Amz-Target").orElseThrow())
                .containsExactly(
                        "DynamoDB_20120810.Query",
                        "DynamoDB_20120810.Query",
                        "DynamoDB_20120810.Query",
                        "DynamoDB_20120810.Query",
                        "DynamoDB_20120810.GetItem",
                        "DynamoDB_20120810.Query",
                        "DynamoDB_20120810.Query");
        assertThat(Stream.of(dynamoDb, s3).flatMap(service -> service.requests().stream()))
                .allMatch(request -> request.firstMatchingHeader("Authorization").isPresent());
        // Another thread lists the order's folder in the archive. The query for the invoice does
        // not need the list, since the invoice is already issued. When the query has its answer, it
        // cancels the list. So S3 may never get the request for the list.
        assertThat(s3.requests())
                .filteredOn(request -> request.method() == SdkHttpMethod.HEAD)
                .extracting(SdkHttpRequest::encodedPath)
                .containsExactly(
                        "/issued/priming/priming/01a207e3-627b-8f21-9c3e-5d2b7a1f0e6d.json",
                        "/issued/priming/priming/creditnote-01a207e3-627b-8f21-9c3e-5d2b7a1f0e6d-1.json");
        assertThat(s3.requests()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void primingFails_whenAnAnswerOfDynamoDbCannotBeRead() {
        CannedAnswers broken =
                new CannedAnswers("application/x-amz-json-1.0", request -> new byte[] {'{'});

        assertThatThrownBy(() -> QueryPriming.run(CONFIG, broken, QueryPriming.s3()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Priming: GET /order was answered by {\"statusCode\":50");
    }

    private static QueryConfig config(AuthorizerType authorization) {
        return new QueryConfig(
                "orders", "bucket", Duration.ofMinutes(15), authorization, "custom:account");
    }
}
