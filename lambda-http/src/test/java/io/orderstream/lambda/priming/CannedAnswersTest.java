package io.orderstream.lambda.priming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class CannedAnswersTest {

    @Test
    void eachRequestIsAnsweredWithThePreparedBody_andIsListed() throws IOException {
        CannedAnswers answers =
                new CannedAnswers(
                        "text/plain",
                        request -> request.encodedPath().getBytes(StandardCharsets.UTF_8));
        SdkHttpRequest request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.GET)
                        .uri(URI.create("https://nowhere.invalid/orders"))
                        .build();

        HttpExecuteResponse answer =
                answers.prepareRequest(HttpExecuteRequest.builder().request(request).build())
                        .call();

        assertThat(answer.httpResponse().statusCode()).isEqualTo(200);
        assertThat(answer.httpResponse().firstMatchingHeader("content-type"))
                .contains("text/plain");
        assertThat(answer.httpResponse().firstMatchingHeader("content-length")).contains("7");
        assertThat(answer.responseBody().orElseThrow()).hasContent("/orders");
        assertThat(answers.requests()).containsExactly(request);
    }
}
