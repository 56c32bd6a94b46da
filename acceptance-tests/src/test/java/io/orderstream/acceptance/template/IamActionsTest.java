package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which IAM actions a request needs. */
class IamActionsTest {

    private final IamActions calls = new IamActions("arn:stream", "arn:table");

    @ParameterizedTest
    @CsvSource({
        "GET, /b/a/k.json, s3:GetObject, /a/k.json",
        "HEAD, /b/dt%3D2026/k, s3:GetObject, /dt=2026/k",
        "GET, /b/k?versionId=3, s3:GetObjectVersion, /k",
        "GET, /b/k?uploadId=u, s3:ListMultipartUploadParts, /k",
        "PUT, /b/k, s3:PutObject, /k",
        "PUT, /b/k?partNumber=1&uploadId=u, s3:PutObject, /k",
        "POST, /b/k?uploads, s3:PutObject, /k",
        "POST, /b/k?uploadId=u, s3:PutObject, /k",
        "DELETE, /b/k, s3:DeleteObject, /k",
        "DELETE, /b/k?uploadId=u, s3:AbortMultipartUpload, /k",
        "GET, /b?location, s3:GetBucketLocation, ''",
        "GET, /b/?uploads, s3:ListBucketMultipartUploads, ''",
        "HEAD, /b, s3:ListBucket, ''",
        "GET, /b?list-type=2, s3:ListBucket, ''"
    })
    void anS3RequestIsAnActionOnAnArn(String method, String target, String action, String key) {
        assertThat(calls.of(s3(method, target, 200)))
                .containsExactly(new AwsCall("Job", action, "arn:aws:s3:::b" + key));
    }

    @Test
    void aListRequestHasItsPrefix() {
        assertThat(calls.of(s3("GET", "/b?list-type=2&prefix=invoices%2Fdt%3D1%2F", 200)))
                .containsExactly(
                        new AwsCall(
                                "Job",
                                "s3:ListBucket",
                                "arn:aws:s3:::b",
                                Optional.of("invoices/dt=1/")));
    }

    @Test
    void anAnswerOf404ForAnObjectNeedsListBucketToo() {
        assertThat(calls.of(s3("HEAD", "/b/k", 404)))
                .containsExactly(
                        new AwsCall("Job", "s3:GetObject", "arn:aws:s3:::b/k"),
                        new AwsCall("Job", "s3:ListBucket", "arn:aws:s3:::b"));
    }

    @Test
    void aCopyReadsItsSource() {
        RecordedRequest copy =
                new RecordedRequest("Job", "", "PUT", "/b/k", "/other/s%20t", "", "", 200);

        assertThat(calls.of(copy))
                .containsExactly(
                        new AwsCall("Job", "s3:PutObject", "arn:aws:s3:::b/k"),
                        new AwsCall("Job", "s3:GetObject", "arn:aws:s3:::other/s t"));
    }

    @Test
    void aDeletionOfManyObjectsIsOneActionForEach() {
        String body =
                "<Delete><Object><Key>a/1</Key></Object><Object><Key>2</Key></Object></Delete>";

        assertThat(calls.of(new RecordedRequest("Job", "", "POST", "/b?delete", "", body, "", 200)))
                .containsExactly(
                        new AwsCall("Job", "s3:DeleteObject", "arn:aws:s3:::b/a/1"),
                        new AwsCall("Job", "s3:DeleteObject", "arn:aws:s3:::b/2"));
    }

    @Test
    void kinesisAndDynamoDbNameTheirOperation() {
        assertThat(calls.of(json("Kinesis_20131202.GetRecords")))
                .containsExactly(new AwsCall("Job", "kinesis:GetRecords", "arn:stream"));
        assertThat(calls.of(json("DynamoDB_20120810.Query")))
                .containsExactly(new AwsCall("Job", "dynamodb:Query", "arn:table"));
    }

    @Test
    void aQueryOfAnIndexIsOnTheIndex() {
        RecordedRequest query =
                new RecordedRequest(
                        "QueryFunction", "DynamoDB_20120810.Query", "POST", "/", "", "", "I", 200);

        assertThat(calls.of(query))
                .containsExactly(
                        new AwsCall("QueryFunction", "dynamodb:Query", "arn:table/index/I"));
    }

    @Test
    void anUnknownRequestFails() {
        assertThatThrownBy(() -> calls.of(s3("PUT", "/b?acl", 200)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Unknown request: RecordedRequest[caller=Job, ");
    }

    private static RecordedRequest s3(String method, String target, int status) {
        return new RecordedRequest("Job", "", method, target, "", "", "", status);
    }

    private static RecordedRequest json(String operation) {
        return new RecordedRequest("Job", operation, "POST", "/", "", "", "", 200);
    }
}
