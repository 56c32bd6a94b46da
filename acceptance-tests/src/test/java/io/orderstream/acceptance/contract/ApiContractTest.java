package io.orderstream.acceptance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of answers finds what the OpenAPI document does not describe. */
class ApiContractTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, String> TYPE = Map.of("content-type", "application/json");
    private static final Map<String, String> PROBLEM =
            Map.of("content-type", "application/problem+json");
    private static final String ACCEPTED =
            """
            {"orderid":"01a207e3-627b-8a1f-b4ba-f587d21b0fba","accountid":"a1","vendorid":"v1",
             "orderdate":"2026-11-23T10:11:12.123456Z","status":"accepted"}
            """;

    private static List<String> answer(
            String method, String path, int status, Map<String, String> headers, String body)
            throws IOException {
        JsonNode json = body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        return ApiContract.PUBLISHED.deviations(method, path, status, headers, json);
    }

    private static List<String> accepted(String body) throws IOException {
        return answer("POST", "/order", 202, TYPE, body);
    }

    @Test
    void acceptsWhatIsDescribed() throws IOException {
        assertThat(accepted(ACCEPTED)).isEmpty();
        assertThat(answer("GET", "/orders", 429, TYPE, "{\"message\":\"Too Many Requests\"}"))
                .isEmpty();
        assertThat(answer("OPTIONS", "/order", 204, Map.of("allow", "GET, OPTIONS, POST"), ""))
                .isEmpty();
        assertThat(answer("GET", "/order", 431, TYPE, "{\"message\":\"Too large\"}")).isEmpty();
    }

    @Test
    void aMethodInSmallLettersIsAnotherMethod() throws IOException {
        String body =
                "{\"type\":\"urn:orderstream:problem:method-not-allowed\",\"title\":\"t\","
                        + "\"status\":405,\"detail\":\"d\"}";
        Map<String, String> headers =
                Map.of("content-type", "application/problem+json", "allow", "GET, OPTIONS, POST");

        assertThat(answer("post", "/order", 405, headers, body)).isEmpty();
        assertThat(answer("POST", "/order", 405, headers, body)).isNotEmpty();
    }

    @Test
    void findsAMemberThatIsNotDescribed() throws IOException {
        assertThat(accepted(ACCEPTED.replace("}", ",\"colour\":\"red\"}")))
                .singleElement()
                .asString()
                .contains("colour");
    }

    @Test
    void findsAMemberThatIsMissing() throws IOException {
        assertThat(accepted(ACCEPTED.replace("\"vendorid\":\"v1\",", "")))
                .singleElement()
                .asString()
                .contains("vendorid");
    }

    @Test
    void findsAValueInTheWrongFormat() throws IOException {
        assertThat(accepted(ACCEPTED.replace("12.123456Z", "12.12Z")))
                .singleElement()
                .asString()
                .startsWith("/orderdate: ");
    }

    @Test
    void findsAStatusThatIsNotDescribed() throws IOException {
        assertThat(answer("POST", "/order", 200, TYPE, ACCEPTED))
                .containsExactly("POST /order does not describe status 200");
    }

    @Test
    void findsAContentTypeThatIsNotDescribed() throws IOException {
        assertThat(answer("POST", "/order", 202, PROBLEM, ACCEPTED))
                .containsExactly("the content type \"application/problem+json\" is not described");
    }

    @Test
    void findsHeadersThatAreMissingOrNotDescribed() throws IOException {
        assertThat(answer("OPTIONS", "/order", 204, Map.of("x-own", "1"), ""))
                .containsExactly(
                        "the header allow is missing", "the header x-own is not described");
    }

    @Test
    void findsABodyWithoutJson() throws IOException {
        assertThat(accepted("")).containsExactly("there is no JSON in the body");
    }

    /**
     * Each case is an answer to GET /order whose type belongs to another status or another route.
     */
    @ParameterizedTest
    @CsvSource({"404, no-invoice-yet", "403, no-such-order", "503, internal-error"})
    void findsAProblemTypeOfAnotherStatusOrRoute(int status, String type) throws IOException {
        String body =
                String.format(
                        "{\"type\":\"urn:orderstream:problem:%s\",\"title\":\"t\",\"status\":%s,"
                                + "\"detail\":\"d\"}",
                        type, status);

        assertThat(answer("GET", "/order", status, PROBLEM, body))
                .singleElement()
                .asString()
                .startsWith("/type: ");
    }
}
