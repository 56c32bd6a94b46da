package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The answers to invalid requests, and to requests for what does not exist. These answers do not
 * need the job.
 */
abstract class BadInputCases {

    private static final String GOOD_ORDER = coffee("bad", "v1", "2026-11-23T10:00:00Z", "4.5", 2);
    private static final String EVENT =
            """
            {"event": {"type": "refunded", "accountid": "bad", "vendorid": "v1",
              "orderid": "01a207e3-627b-8a1f-b4ba-f587d21b0fba", "amount": "4.5", "ifversion": 1}}
            """;

    private final StackUnderTest stack;

    BadInputCases(StackUnderTest stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json | at line 1, column 1: Unrecognized token 'not'",
                "{\"order\": | at line 1, column 10: Unexpected end-of-input within/between Object entries",
                "`` | nothing: the body is empty",
                "`  ` | nothing: the body is blank",
            })
    void aBodyThatIsNotJsonGetsOneProblem_sayingWhatWasFound(String body, String found) {
        Answer answer = stack.api().post("/order", body);

        assertProblem(answer, 400);
        assertThat(answer.json().path("problems")).hasSize(1);
        assertThat(answer.json().path("problems").path(0).path("path").asText()).isEqualTo("$");
        assertThat(answer.json().path("problems").path(0).path("found").asText()).startsWith(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "\"order\"", "null", "true"})
    void jsonThatIsNotAnObjectGetsOneProblem(String body) {
        Answer answer = stack.api().post("/order", body);

        assertProblem(answer, 400);
        assertThat(answer.json().path("problems")).hasSize(1);
        assertThat(answer.json().path("problems").path(0).path("expected").asText())
                .isEqualTo("an order, as a JSON object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"accountid\": \"bad\" | \"accountid\": \"a$1\" | order.accountid",
                "\"accountid\": \"bad\" | \"accountid\": \"a#1\" | order.accountid",
                "\"accountid\": \"bad\" | \"accountid\": \"a/1\" | order.accountid",
                "\"accountid\": \"bad\" | \"accountid\": \"\" | order.accountid",
                "\"accountid\": \"bad\" | \"accountid\": 1 | order.accountid",
                "\"vendorid\": \"v1\" | \"vendorid\": null | order.vendorid",
                "\"quantity\": \"2\" | \"quantity\": 0 | order.details.quantity",
                "\"quantity\": \"2\" | \"quantity\": 1.5 | order.details.quantity",
                "\"quantity\": \"2\" | \"quantity\": -1 | order.details.quantity",
                "\"quantity\": \"2\" | \"quantity\": \"abc\" | order.details.quantity",
                "\"quantity\": \"2\" | \"quantity\": 100e2147483647 | order.details.quantity",
                "\"unitprice\": \"4.5\" | \"unitprice\": -1 | order.details.unitprice",
                "\"unitprice\": \"4.5\" | \"unitprice\": \"NaN\" | order.details.unitprice",
                "\"unitprice\": \"4.5\" | \"unitprice\": \"1e400\" | order.details.unitprice",
                "2026-11-23T | 2026-02-30T | order.orderdate",
                "2026-11-23T | 2999-11-23T | order.orderdate",
                "\"details\" | \"more\": 1, \"details\" | order.more",
                "\"refunded\" | \"amended\" | event.type",
                "\"bad\" | \"a$1\" | event.accountid",
                "\"v1\" | null | event.vendorid",
                "01a207e3-627b-8 | 01a207e3-627b-7 | event.orderid",
                "01a207e3-627b-8 | 09a207e3-627b-8 | event.orderid",
                "\"4.5\" | 0 | event.amount",
                "\"4.5\" | -1 | event.amount",
                "\"4.5\" | 1000000000000000 | event.amount",
                "\"4.5\" | \"NaN\" | event.amount",
                "\"ifversion\": 1 | \"ifversion\": -1 | event.ifversion",
                "\"ifversion\": 1 | \"ifversion\": 1.5 | event.ifversion",
                "\"ifversion\": 1 | \"reference\": \"x\", \"ifversion\": 1 | event.reference",
                "\"ifversion\": 1 | \"reason\": \"\", \"ifversion\": 1 | event.reason",
                "\"ifversion\": 1 | \"eventdate\": \"2026-02-30T10:11:12Z\" | event.eventdate",
                "\"ifversion\": 1 | \"eventdate\": \"2999-11-23T10:11:12Z\" | event.eventdate",
            })
    void anInvalidMemberIsNamed(String valid, String invalid, String path) {
        assertNames(
                path.startsWith("order.")
                        ? stack.api().post("/order", GOOD_ORDER.replace(valid, invalid))
                        : stack.api().post("/order/events", EVENT.replace(valid, invalid)),
                path);
    }

    @Test
    void aReasonOf64KiBIsRefused() {
        String reason = "\"reason\": \"" + "x".repeat(64 * 1024) + "\", \"ifversion\"";
        Answer answer = stack.api().post("/order/events", EVENT.replace("\"ifversion\"", reason));

        assertNames(answer, "event.reason");
    }

    /** If the API accepted such a refund, each retry would be another refund. */
    @Test
    void aRefundWithNeitherDateNorKeyNorVersionIsRefused() {
        String undated = EVENT.replace(", \"ifversion\": 1", "");

        assertProblem(stack.api().post("/order/events", undated), 400);
        assertThat(stack.api().post("/order/events", EVENT).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "\"\"",
                "\"1",
                "key",
                // UUIDs of the versions 4 and 8.
                "01a207e3-6280-4c41-9f2e-5d2b7a1f0e6d",
                "01a207e3-6280-8c41-9f2e-5d2b7a1f0e6d",
                // A UUID of version 7 with a time in the far future.
                "09a207e3-6280-7c41-9f2e-5d2b7a1f0e6d"
            })
    void anInvalidIdempotencyKeyIsRefused(String key) {
        for (Map.Entry<String, String> post :
                Map.of("/order", GOOD_ORDER, "/order/events", EVENT).entrySet()) {
            Answer answer =
                    stack.api()
                            .send(
                                    "POST",
                                    post.getKey(),
                                    post.getValue(),
                                    Map.of(
                                            "content-type",
                                            "application/json",
                                            "idempotency-key",
                                            key));

            assertNames(answer, "idempotency-key");
        }
    }

    @Test
    void anIdOf129CharactersIsRefused() {
        Answer answer =
                stack.api()
                        .post(
                                "/order",
                                GOOD_ORDER.replace("\"bad\"", "\"" + "a".repeat(129) + "\""));

        assertNames(answer, "order.accountid");
    }

    @Test
    void allProblemsAreListed() {
        Answer answer =
                stack.api().post("/order", "{\"order\":{\"details\":{\"unitprice\":1e400}}}");

        assertNames(
                answer,
                "order.accountid",
                "order.vendorid",
                "order.details.unitprice",
                "order.details.quantity");
    }

    @Test
    void aBodyWithThousandsOfMistakesGetsATruncatedList() {
        String body =
                "{\"order\":{\"details\":{\""
                        + "n".repeat(49_000)
                        + "\":[1e400"
                        + ",1e400".repeat(30_000)
                        + "]}}}";

        Answer answer = stack.api().post("/order", body);

        assertProblem(answer, 400);
        assertThat(answer.json().path("problems")).hasSize(101);
        assertThat(answer.text().length()).isLessThan(100_000);
    }

    @Test
    void aUriThatIsTooLongGetsTheGatewaysOwnAnswer() {
        Answer answer = stack.api().get("/order?x=" + "y".repeat(9_000));

        assertThat(answer.status()).isEqualTo(414);
        assertThat(answer.text()).isEqualTo("{\"message\":\"URI Too Long\"}");
        // The gateway closes the connection. Without this header, the client would send its next
        // request on the closed connection.
        assertThat(answer.header("connection")).isEqualTo("close");
    }

    @Test
    void anOrderOfMoreThan256KiBIsTooLarge() {
        assertProblem(stack.api().post("/order", GOOD_ORDER + " ".repeat(256 * 1024)), 413);
    }

    @Test
    void aBatchOfMoreThan4MiBIsTooLarge() {
        String padding = " ".repeat(4 * 1024 * 1024);

        assertProblem(
                stack.api().post("/orders", "{\"orders\":[" + GOOD_ORDER + padding + "]}"), 413);
    }

    /**
     * The body is smaller than 4 MiB. In the event for Lambda, each quotation mark takes two bytes,
     * so the event exceeds Lambda's 6 MB. The gateway refuses such a request.
     */
    @Test
    void aBatchThatIsTooLargeForALambdaEventGetsTheGatewaysOwnAnswer() {
        Answer answer =
                stack.api().post("/orders", "{\"orders\":[" + "\"\",".repeat(1_390_000) + "7]}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).isEqualTo("{\"message\":\"Request Entity Too Large\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&", "&&", "&=", "&&limit=5&"})
    void anEmptyParameterIsIgnored(String end) {
        Answer answer = stack.api().get("/orders?accountid=nobody" + end);

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    @Test
    void aContentTypeOtherThanJsonIsRefused() {
        assertProblem(
                stack.api().send("POST", "/order", GOOD_ORDER, Map.of("content-type", "text/xml")),
                415);
    }

    @Test
    void aBatchOfNoOrdersOrOf501OrdersIsRefused() {
        assertProblem(stack.api().post("/orders", "{\"orders\":[]}"), 400);
        assertProblem(stack.api().post("/orders", "{\"orders\":[" + "1,".repeat(500) + "1]}"), 400);
    }

    @Test
    void anInvalidOrderOfABatchIsRefused_andTheOthersAreAccepted() {
        Answer answer =
                stack.api()
                        .post(
                                "/orders",
                                "{\"orders\":["
                                        + GOOD_ORDER
                                        + ","
                                        + GOOD_ORDER.replace("\"2\"", "0")
                                        + "]}");

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.json().path("results").findValuesAsText("status"))
                .containsExactly("accepted", "refused");
        assertThat(answer.json().path("results").path(1).path("problems").findValuesAsText("path"))
                .containsExactly("orders[1].order.details.quantity");
    }

    @Test
    void anUnknownRouteIs404_andAnotherMethodIs405() {
        assertProblem(stack.api().get("/nowhere"), 404);
        assertProblem(stack.api().get("/order/"), 404);
        Answer deleted = stack.api().send("DELETE", "/order", "", Map.of());
        assertProblem(deleted, 405);
        assertThat(deleted.header("allow")).isEqualTo("GET, OPTIONS, POST");
        assertProblem(stack.api().post("/invoice", "{}"), 405);
    }

    @ParameterizedTest
    @CsvSource({
        "/order?vendorid=v1, accountid",
        "/order?accountid=a1, vendorid",
        "/orders, accountid",
        "/invoice, accountid",
        "/orders?accountid=a1&colour=red, colour",
        "/orders?accountid=a1&limit=0, limit",
        "/orders?accountid=a1&limit=1001, limit",
        "/orders?accountid=a1&limit=ten, limit",
        "/orders?accountid=a1&next=garbage, next",
        "/orders?accountid=a1&accountid=a2, accountid",
        "/order?accountid=a%23&vendorid=v1, accountid",
        "/order?accountid=a1&vendorid=v1&orderid=../../x, orderid",
        "/invoice?accountid=a1&format=xml, format",
        "/invoice?accountid=a1&download=yes, download",
        "/invoice?accountid=a1&redirect=yes, redirect",
        "/invoice?accountid=a1&document=receipt, document",
        "/order/events?accountid=a1&vendorid=v1, orderid",
        "/order?accountid=a1&vendorid=v1&at=2026-11-28T10:00:00Z, orderid",
        "/order?accountid=a1&vendorid=v1&orderid=01a207e3-627b-8a1f-b4ba-f587d21b0fba&at=now, at",
    })
    void anInvalidQueryIsRefused_namingTheParameter(String pathAndQuery, String parameter) {
        Answer answer = stack.api().get(pathAndQuery);

        assertNames(answer, parameter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/order?accountid=nobody&vendorid=v1",
                "/order?accountid=nobody&vendorid=v1&orderid=01a207e3-627b-8a1f-b4ba-f587d21b0fba",
                "/invoice?accountid=nobody",
                "/invoice?accountid=nobody&vendorid=v1&orderid=01a207e3-627b-8a1f-b4ba-f587d21b0fba",
                "/invoice?accountid=nobody&document=creditnote",
                "/order/events?accountid=nobody&vendorid=v1"
                        + "&orderid=01a207e3-627b-8a1f-b4ba-f587d21b0fba"
            })
    void whatDoesNotExistIs404(String pathAndQuery) {
        assertProblem(stack.api().get(pathAndQuery), 404);
    }

    @Test
    void anAccountWithoutOrdersHasAnEmptyList() {
        Answer answer = stack.api().get("/orders?accountid=nobody");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("orders")).isEmpty();
    }

    /** Asserts that the problems of a 400 are at these paths. */
    private static void assertNames(Answer answer, String... paths) {
        assertProblem(answer, 400);
        assertThat(answer.json().path("problems").findValuesAsText("path")).containsExactly(paths);
    }

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).startsWith("urn:orderstream:problem:");
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        assertThat(answer.text()).doesNotContain("Exception").doesNotContain("\tat ");
    }
}
