package io.orderstream.model.wire;

import static io.orderstream.model.Orders.COFFEE;
import static io.orderstream.model.Orders.STAMP;
import static io.orderstream.model.Orders.bytes;
import static io.orderstream.model.Orders.parse;
import static io.orderstream.model.Orders.problemsOf;
import static io.orderstream.model.Orders.withAccount;
import static io.orderstream.model.Orders.withDate;
import static io.orderstream.model.Orders.withDetails;
import static io.orderstream.model.Orders.withPrice;
import static io.orderstream.model.Orders.withQuantity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the problems that {@link OrderCodec} reports. */
class OrderProblemsTest {

    private static final String ID_EXPECTED =
            "1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the first one a letter or digit";
    private static final String PRICE_EXPECTED =
            "a decimal number from 0, at most 15 digits before and 9 after the point";
    private static final String QUANTITY_EXPECTED = "a whole number from 1 to 999999999999";
    private static final String DATE_EXPECTED =
            "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";

    @Test
    void areAllReportedAtOnce() {
        assertThat(
                        problemsOf(
                                "{\"order\":{\"accountid\":\"a#1\",\"vendorid\":7,"
                                        + "\"orderdate\":\"2026-02-30T10:11:12Z\","
                                        + "\"colour\":\"red\",\"details\":{\"unitprice\":-1,"
                                        + "\"quantity\":1.5}},\"more\":1}"))
                .containsExactly(
                        new Problem("more", "no member of this name", "one"),
                        new Problem(
                                "order.colour",
                                "no member of this name; members of your own go into details",
                                "one"),
                        new Problem("order.accountid", ID_EXPECTED, "\"a#1\""),
                        new Problem("order.vendorid", ID_EXPECTED, "7"),
                        new Problem("order.orderdate", DATE_EXPECTED, "\"2026-02-30T10:11:12Z\""),
                        new Problem("order.details.unitprice", PRICE_EXPECTED, "-1"),
                        new Problem("order.details.quantity", QUANTITY_EXPECTED, "1.5"));
    }

    @Test
    void nameEveryMissingMember() {
        assertThat(problemsOf("{\"order\":{}}"))
                .containsExactly(
                        new Problem("order.accountid", ID_EXPECTED, "nothing"),
                        new Problem("order.vendorid", ID_EXPECTED, "nothing"),
                        new Problem("order.orderdate", DATE_EXPECTED, "nothing"),
                        new Problem("order.details", "a JSON object", "nothing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"", "\"a$\"", "\"a#\"", "\"a/b\"", "\"-a\"", "\"a b\"", "\"ä\"", "1", "null",
                "[]", "true"
            })
    void areReportedForInvalidAccountIds(String account) {
        assertThat(problemsOf(withAccount(account)))
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.path()).isEqualTo("order.accountid");
                            assertThat(problem.expected()).isEqualTo(ID_EXPECTED);
                        });
    }

    /**
     * Long names are cut in paths, and at most 100 problems are listed. Without these two limits,
     * each path would be 200 KB long, and all paths together would be thousands of times as long as
     * the record.
     */
    @Test
    void haveShortPaths_andAreOnlyCountedAfterTheFirst100() {
        String name = "n".repeat(49_000);
        String nested =
                ("{\"" + name + "\":").repeat(4)
                        + "[1e400"
                        + ",1e400".repeat(8_999)
                        + "]"
                        + "}".repeat(4);
        List<Problem> problems =
                problemsOf(withDetails("{\"unitprice\":1,\"quantity\":1," + nested.substring(1)));

        assertThat(problems).hasSize(101);
        assertThat(problems.get(0).path()).startsWith("order.details.nnnn").hasSizeLessThan(202);
        assertThat(problems.get(100))
                .isEqualTo(
                        new Problem(
                                "$", "fewer problems: only the first 100 are listed", "8900 more"));
    }

    @Test
    void ofAnOrderInABatchOf500_areOnlyCountedAfterTheFirst8() throws InvalidOrderException {
        String bad = "{\"details\":{\"a\":[1e400" + ",1e400".repeat(40) + "]}}";

        List<ParsedOrder> parsed =
                PostedBatch.parse(
                        bytes("{\"orders\":[" + (bad + ",").repeat(499) + bad + "]}"), STAMP);

        assertThat(parsed)
                .allSatisfy(order -> assertThat(order.problems()).hasSize(9))
                .hasSize(500);
    }

    @Test
    void showNoControlCharacters() {
        assertThat(problemsOf("{\"order\":{},\"a\\r\\n\\u0000b\":1}").get(0).path())
                .isEqualTo("a\ufffd\ufffd\ufffdb");
    }

    /**
     * UTF-8 cannot encode half of a surrogate pair. Flink once replaced such a half by a question
     * mark when it sent the text to another task.
     */
    @Test
    void showNoHalfOfASurrogatePair_whenANameIsCutInsideThePair() {
        String name = "x".repeat(99) + "🫘";

        assertThat(problemsOf("{\"order\":{},\"" + name + "\":1}").get(0).path())
                .isEqualTo("x".repeat(99) + "\ufffd…");
    }

    @Test
    void areReportedForAnAccountIdOf129Characters_butNotOf128() {
        String long129 = "a".repeat(129);
        assertThat(problemsOf(withAccount("\"" + long129 + "\"")))
                .containsExactly(new Problem("order.accountid", ID_EXPECTED, '"' + long129));
        assertThat(parse(withAccount("\"" + long129.substring(1) + "\"")).account().value())
                .hasSize(128);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1.5",
                "-1",
                "\"abc\"",
                "\"0\"",
                "1000000000000",
                "1e400",
                "\"1e400\"",
                "\"\"",
                "\" 2\"",
                "\"+2\"",
                "\"02\"",
                "\"0x2\"",
                "null",
                "true",
                "[2]",
                "{}",
                "\"1e99999999999\"",
                "100e2147483647",
                "\"100e2147483647\"",
                "3000e2147483640",
                "100e-2147483640",
                "1e-5"
            })
    void areReportedForInvalidQuantities(String quantity) {
        assertThat(problemsOf(withQuantity(quantity)))
                .extracting(Problem::path, Problem::expected)
                .containsExactly(tuple("order.details.quantity", QUANTITY_EXPECTED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1", "\"-0.01\"", "\"NaN\"", "\"Infinity\"", "\"1e400\"", "1e400",
                "1000000000000000", "0.0000000001", "\"4,5\"", "null", "false", "\"4.\"",
                "\"1e2147483648\"", "\"1e-2147483648\""
            })
    void areReportedForInvalidPrices(String price) {
        assertThat(problemsOf(withPrice(price)))
                .extracting(Problem::path, Problem::expected)
                .containsExactly(tuple("order.details.unitprice", PRICE_EXPECTED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T10:11:12Z",
                "2026-11-23",
                "2026-11-23T24:00:00Z",
                "2026-11-23T10:11:60Z",
                "2026-11-23  10:11:12",
                "2026-11-23T10:11:12.1234567891Z",
                "2026-11-23T10:11:12.Z",
                "2026-11-23T10:11:12+19:00",
                "2026-11-23T10:11:12 Z",
                "1969-12-31T23:59:59.999Z",
                "1970-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01",
                "+10000-01-01T00:00:00Z",
                "23.11.2026 10:11:12",
                ""
            })
    void areReportedForInvalidDates(String date) {
        assertThat(problemsOf(withDate("\"" + date + "\"")))
                .containsExactly(new Problem("order.orderdate", DATE_EXPECTED, "\"" + date + "\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"order\" | at line 1, column 9:",
                "{\"order\":{\"accountid\":NaN}} | at line 1, column 26: Non-standard token 'NaN'",
                "hello | at line 1, column 1: Unrecognized token 'hello'",
                "{} {} | at line 1, column 4:",
                "{\"order\":{\"accountid\":\"a\",\"accountid\":\"b\"}} | at line 1, column 38:",
            })
    void ofMalformedJson_sayWhereTheParserStopped(String body, String where) {
        assertThat(problemsOf(body))
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.path()).isEqualTo("$");
                            assertThat(problem.expected()).isEqualTo("one JSON object in UTF-8");
                            assertThat(problem.found()).startsWith(where);
                        });
    }

    @Test
    void areReportedForAnExponentOutOfRange() {
        assertThat(problemsOf(withDetails("{\"unitprice\":1,\"quantity\":1e99999999999}")))
                .containsExactly(
                        new Problem(
                                "$",
                                "one JSON object in UTF-8",
                                "a number whose exponent is out of range"));
    }

    @ParameterizedTest
    @CsvSource({"[],an array", "7,7", "null,null", "\"x\",\"\"\"x\"\"\""})
    void areReportedForJsonThatIsNotAnObject(String body, String found) {
        assertThat(problemsOf(body.startsWith("x") ? "\"x\"" : body))
                .containsExactly(
                        new Problem(
                                "$", "an order, as a JSON object", found.replace("\"\"\"", "\"")));
    }

    @Test
    void areReportedForAnEmptyOrBlankBody() {
        assertThat(problemsOf(""))
                .containsExactly(
                        new Problem("$", "one JSON object in UTF-8", "nothing: the body is empty"));
        assertThat(problemsOf(" \n"))
                .containsExactly(
                        new Problem("$", "one JSON object in UTF-8", "nothing: the body is blank"));
    }

    @Test
    void areReportedForAnotherEncoding() {
        for (byte[] data :
                List.of(
                        COFFEE.getBytes(StandardCharsets.UTF_16),
                        COFFEE.getBytes(StandardCharsets.UTF_16LE),
                        ("\ufeff" + COFFEE).getBytes(StandardCharsets.UTF_16BE))) {
            assertThat(problemsOf(data))
                    .containsExactly(
                            new Problem(
                                    "$",
                                    "one JSON object in UTF-8",
                                    "another encoding than UTF-8"));
        }
    }

    @Test
    void areReportedForTwoByteOrderMarks() {
        assertThat(problemsOf("\ufeff\ufeff" + COFFEE))
                .containsExactly(
                        new Problem("$", "one JSON object in UTF-8", "two byte order marks"));
    }

    @Test
    void areReportedForAByteOrderMarkAndNothingElse() {
        assertThat(problemsOf("\ufeff"))
                .containsExactly(
                        new Problem("$", "one JSON object in UTF-8", "nothing: the body is empty"));
    }

    @ParameterizedTest
    @CsvSource({"101, 103", "99, 101", "262000, 262002"})
    void ofNestingBeyondTheParsersLimit_sayHowDeepItIs(int levels, int found) {
        for (String open : List.of("[", "{\"n\":")) {
            String details = "{\"unitprice\":1,\"quantity\":1,\"n\":" + open.repeat(levels - 1);

            assertThat(problemsOf("{\"order\":{\"details\":" + details))
                    .containsExactly(
                            new Problem(
                                    "$",
                                    "details of at most 30 levels",
                                    found + " levels of nesting"));
        }
    }

    @Test
    void areReportedForNestingBeyondTheParsersLimit_inAnyPlace() {
        assertThat(problemsOf("[".repeat(101) + "]".repeat(101)))
                .containsExactly(
                        new Problem("$", "details of at most 30 levels", "101 levels of nesting"));
        assertThat(problemsOf(withAccount("[".repeat(120) + "]".repeat(120))))
                .containsExactly(
                        new Problem("$", "details of at most 30 levels", "122 levels of nesting"));
        assertThat(
                        problemsOf(
                                "{\"x\":\"[[\\\"[["
                                        + "[".repeat(200)
                                        + "\",\"y\":"
                                        + "{\"a\":[".repeat(60)))
                .containsExactly(
                        new Problem("$", "details of at most 30 levels", "121 levels of nesting"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "0.", "1e", "1."})
    void ofANumberThatIsTooLong_sayHowLongItIs(String start) {
        String number = start + "7".repeat(1_001 - start.replaceAll("[^0-9]", "").length());

        assertThat(problemsOf(withDetails("{\"unitprice\":1,\"quantity\":1,\"n\":" + number + "}")))
                .containsExactly(new Problem("$", "numbers of at most 200 digits", "one of 1001"));
    }

    @Test
    void areReportedForANameThatIsLongerThanDetailsMayBe() {
        assertThat(
                        problemsOf(
                                withDetails(
                                        "{\"unitprice\":1,\"quantity\":1,\""
                                                + "n".repeat(70_000)
                                                + "\":1}")))
                .containsExactly(
                        new Problem("order.details", "at most 65536 bytes of JSON", "70033 bytes"));
    }

    /** A slash as two, three and four bytes. Jackson alone would accept these overlong forms. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00c0\u00af", "\u00e0\u0080\u00af", "\u00f0\u0080\u0080\u00af"})
    void ofBytesThatAreNotUtf8_sayWhichByteIsInvalid(String bytes) {
        byte[] data =
                withDetails("{\"unitprice\":1,\"quantity\":2,\"x\":\"" + bytes + "\"}")
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(problemsOf(data))
                .containsExactly(
                        new Problem(
                                "$",
                                "one JSON object in UTF-8",
                                "invalid UTF-8 at byte "
                                        + (new String(data, StandardCharsets.ISO_8859_1)
                                                        .indexOf(bytes)
                                                + 1)));
    }

    /**
     * Jackson's table stores a name as words of four bytes. If the last word is shorter, it is
     * filled with 0xff at its start. So Jackson took {@code quan\xffity} for the {@code quanity} of
     * an earlier record. A soak test found this.
     */
    @Test
    void ofBytesThatAreNotUtf8_doNotDependOnEarlierRecords() {
        String misspelt = withDetails("{\"unitprice\":1,\"quanity\":2}");
        byte[] broken =
                misspelt.replace("quanity", "quan\u00ffity").getBytes(StandardCharsets.ISO_8859_1);
        List<Problem> before = problemsOf(broken);

        problemsOf(misspelt);

        assertThat(problemsOf(broken))
                .isEqualTo(before)
                .containsExactly(
                        new Problem(
                                "$",
                                "one JSON object in UTF-8",
                                "invalid UTF-8 at byte " + (misspelt.indexOf("quanity") + 5)));
    }

    @Test
    void areReportedForAnOrderIdThatIsNotTheDerivedOne() {
        String other = "019ab043-c95b-8000-8000-000000000000";
        String body =
                COFFEE.replace("\"accountid\"", "\"orderid\": \"" + other + "\", \"accountid\"");

        assertThat(problemsOf(body))
                .containsExactly(
                        new Problem(
                                "order.orderid",
                                "the id derived from the order, "
                                        + parse(COFFEE).id()
                                        + ", or none",
                                other));
    }

    @Test
    void areReportedForAnOrderIdThatIsNotAnId() {
        assertThat(problemsOf(COFFEE.replace("\"accountid\"", "\"orderid\": \"1\", \"accountid\"")))
                .containsExactly(
                        new Problem("order.orderid", "a UUID version 8 in lower case", "\"1\""));
    }
}
