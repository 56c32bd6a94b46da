package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not a valid order. The answer lists all problems, at most 100 of them. */
class InvalidOrderTest extends IngestFixture {

    private static final String ONE_OBJECT = "one JSON object in UTF-8";
    private static final String ID =
            "1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the first one a letter or digit";
    private static final String PRICE =
            "a decimal number from 0, at most 15 digits before and 9 after the point";
    private static final String QUANTITY = "a whole number from 1 to 999999999999";
    private static final String DATE =
            "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";

    private String post(String body) {
        String answer = send(Event.of("post-order.json").body(body));
        assertThat(stream.records()).isEmpty();
        return answer;
    }

    @Test
    void aRequestWithoutABodyIsRefused() {
        assertThat(send(Event.of("post-order-without-body.json")))
                .isEqualTo(invalid(problem("$", ONE_OBJECT, "nothing: the body is empty"), 1));
    }

    @Test
    void anEmptyBodyIsRefused() {
        assertThat(post(""))
                .isEqualTo(invalid(problem("$", ONE_OBJECT, "nothing: the body is empty"), 1));
    }

    @Test
    void aBodyThatIsNotJsonIsRefused() {
        assertThat(post("{\"order\": {\"accountid\": a1}}"))
                .isEqualTo(
                        invalid(
                                problem(
                                        "$",
                                        ONE_OBJECT,
                                        "at line 1, column 25: Unrecognized token 'a1'"),
                                1));
    }

    @ParameterizedTest
    @CsvSource({"[], an array", "7, 7", "null, null"})
    void jsonThatIsNotAnObjectIsRefused(String body, String found) {
        assertThat(post(body))
                .isEqualTo(invalid(problem("$", "an order, as a JSON object", found), 1));
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        assertThat(
                        post(
                                """
                                {"order":{"accountid":"a#1","orderdate":"2026-02-30T10:11:12Z",\
                                "colour":1,"details":{"unitprice":-1,"quantity":"abc"}}}"""))
                .isEqualTo(
                        invalid(
                                String.join(
                                        ",",
                                        problem(
                                                "order.colour",
                                                "no member of this name;"
                                                        + " members of your own go into details",
                                                "one"),
                                        problem("order.accountid", ID, "\"a#1\""),
                                        problem("order.vendorid", ID, "nothing"),
                                        problem(
                                                "order.orderdate",
                                                DATE,
                                                "\"2026-02-30T10:11:12Z\""),
                                        problem("order.details.unitprice", PRICE, "-1"),
                                        problem("order.details.quantity", QUANTITY, "\"abc\"")),
                                6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a$1", "a#1", "a/1", "", "-a", "129"})
    void invalidIdsAreRefused(String id) {
        // "129" stands for an id of 129 characters.
        String bad = id.equals("129") ? "a".repeat(129) : id;
        String found = id.equals("129") ? '"' + "a".repeat(79) + "…" : '"' + id + '"';
        assertThat(
                        post(
                                """
                                {"accountid":"%s","vendorid":"v1","details":{"unitprice":1,\
                                "quantity":1}}"""
                                        .formatted(bad)))
                .isEqualTo(invalid(problem("accountid", ID, found), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1.5", "-1", "\"abc\"", "true", "\"0\""})
    void invalidQuantitiesAreRefused(String quantity) {
        assertThat(
                        post(
                                """
                                {"accountid":"a1","vendorid":"v1","details":{"unitprice":1,\
                                "quantity":%s}}"""
                                        .formatted(quantity)))
                .isEqualTo(invalid(problem("details.quantity", QUANTITY, quantity), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "\"NaN\"", "\"1e400\"", "{}"})
    void invalidPricesAreRefused(String price) {
        String found = price.equals("{}") ? "an object" : price;
        assertThat(
                        post(
                                """
                                {"accountid":"a1","vendorid":"v1","details":{"unitprice":%s,\
                                "quantity":1}}"""
                                        .formatted(price)))
                .isEqualTo(invalid(problem("details.unitprice", PRICE, found), 1));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T10:11:13.501Z, a date-time at most a day in the future",
        "2099-01-01T00:00:00Z, a date-time at most a day in the future"
    })
    void aDateMoreThanADayInTheFutureIsRefused(String date, String expected) {
        String order =
                """
                {"accountid":"a1","vendorid":"v1","orderdate":"%s",\
                "details":{"unitprice":1,"quantity":1}}"""
                        .formatted(date);
        assertThat(post(order))
                .isEqualTo(invalid(problem("orderdate", expected, '"' + date + '"'), 1));
        assertThat(post("{\"order\":" + order + "}"))
                .isEqualTo(invalid(problem("order.orderdate", expected, '"' + date + '"'), 1));
    }
}
