package io.orderstream.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxyResponseTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void answer_isOneObject() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        headers.put("retry-after", "1");

        assertThat(written(207, headers, "{\"results\":[]}"))
                .isEqualTo(
                        """
                        {"statusCode":207,"headers":{"content-type":"application/json",\
                        "retry-after":"1"},"body":"{\\"results\\":[]}",\
                        "isBase64Encoded":false}""");
    }

    @Test
    void answer_isTheSameAsThatOfTheAwsClass() throws IOException {
        Map<String, String> headers = Map.of("location", "https://example.com/?a=\"b\"&c=\\");
        String body = "é ü \ud83d\ude00 \u0000 \u001f \t \" \\ / \u2028";
        ByteArrayOutputStream awsAnswer = new ByteArrayOutputStream();
        JacksonFactory.getInstance()
                .getSerializer(APIGatewayV2HTTPResponse.class)
                .toJson(
                        APIGatewayV2HTTPResponse.builder()
                                .withStatusCode(302)
                                .withHeaders(headers)
                                .withBody(body)
                                .withIsBase64Encoded(false)
                                .build(),
                        awsAnswer);

        assertThat(JSON.readTree(written(302, headers, body)))
                .isEqualTo(withoutNulls(JSON.readTree(awsAnswer.toByteArray())));
    }

    private static JsonNode withoutNulls(JsonNode answer) {
        ((ObjectNode) answer).properties().removeIf(member -> member.getValue().isNull());
        return answer;
    }

    private static String written(int status, Map<String, String> headers, String body)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProxyResponse.write(bytes, status, headers, body);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
