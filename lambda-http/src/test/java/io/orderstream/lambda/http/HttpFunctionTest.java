package io.orderstream.lambda.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.fixture.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpFunctionTest {

    private static final String GET_ORDER =
            """
            {"routeKey":"GET /order","requestContext":{"http":{"method":"GET","path":"/order"}},
             "queryStringParameters":{"accountid":"a1"}}""";

    private final FakeContext context = new FakeContext("query", Duration.ofSeconds(29));
    private final HttpFunction function =
            new HttpFunction(
                    AuthorizerType.NONE,
                    "accountid",
                    new SettableClock(),
                    Map.of(
                            Route.GET_ORDER,
                            (invocation, caller, log) ->
                                    Answer.json(
                                            200,
                                            invocation.event().parameters()
                                                    + " "
                                                    + invocation.context().getFunctionName())));

    @Test
    void theActionOfTheRouteGetsTheEventAndTheContext() throws IOException {
        assertThat(answer(GET_ORDER)).contains("\"statusCode\":200", "{accountid=a1} query");
    }

    @Test
    void eachEventIsLoggedInOneLine() throws IOException {
        answer(GET_ORDER);

        assertThat(context.logged().lines())
                .singleElement()
                .asString()
                .contains("\"route\":\"GET /order\"", "\"status\":200", context.getAwsRequestId());
    }

    @Test
    void theAnswerToAnEventThatIsNotJsonIsA500_andTheExceptionIsOnlyInTheLog() throws IOException {
        assertThat(answer("{\"routeKey\":"))
                .contains("\"statusCode\":500", "internal-error", context.getAwsRequestId())
                .doesNotContain("JsonEOFException");
        assertThat(context.logged())
                .contains("\"status\":500", "JsonEOFException", context.getAwsRequestId());
    }

    @Test
    void anEventOfAnotherServiceIsNotAnswered() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> answer("{\"Records\":[]}"))
                .withMessage("Not an event of an HTTP API with payload 2.0");
    }

    private String answer(String event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        function.handle(new ByteArrayInputStream(event.getBytes(UTF_8)), answer, context);
        return answer.toString(UTF_8);
    }
}
