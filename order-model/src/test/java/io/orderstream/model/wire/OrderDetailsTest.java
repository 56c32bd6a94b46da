package io.orderstream.model.wire;

import static io.orderstream.model.Orders.parse;
import static io.orderstream.model.Orders.problemsOf;
import static io.orderstream.model.Orders.withDetails;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.Details;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which details {@link OrderCodec} keeps, and which it refuses. */
class OrderDetailsTest {

    @Test
    void areUnchanged_ifTheyAreSentInCompactForm() {
        String details =
                "{\"z\":[1,2.50,-0.1,1E+3,null,true,{\"é\":\"\\\\ \\\" \\n 😀\"}],\"a\":{},"
                        + "\"unitprice\":4.50,\"quantity\":\"2\"}";

        assertThat(parse(withDetails(details)).details().json()).isEqualTo(details);
    }

    @Test
    void areAcceptedUpTo64KiB() {
        String emptyNote = "{\"unitprice\":1,\"quantity\":1,\"note\":\"\"}";
        int room = Details.MAX_BYTES - emptyNote.length();

        String most = emptyNote.replace("\"\"}", "\"" + "x".repeat(room) + "\"}");
        assertThat(parse(withDetails(most)).details().json()).hasSize(Details.MAX_BYTES);

        String tooMuch = emptyNote.replace("\"\"}", "\"" + "x".repeat(room + 1) + "\"}");
        assertThat(problemsOf(withDetails(tooMuch)))
                .containsExactly(
                        new Problem("order.details", "at most 65536 bytes of JSON", "65537 bytes"));
    }

    @Test
    void areCountedInBytesNotCharacters() {
        String details = "{\"unitprice\":1,\"quantity\":1,\"note\":\"" + "é".repeat(33_000) + "\"}";

        assertThat(problemsOf(withDetails(details)))
                .containsExactly(
                        new Problem("order.details", "at most 65536 bytes of JSON", "66038 bytes"));
    }

    @Test
    void areAcceptedUpTo30Levels() {
        assertThat(parse(withDetails(nested(29))).details().json()).isEqualTo(nested(29));
        assertThat(problemsOf(withDetails(nested(30))))
                .containsExactly(
                        new Problem(
                                "order.details.deep" + "[0]".repeat(29),
                                "details of at most 30 levels",
                                "31 levels"));
        assertThat(problemsOf(withDetails(nested(70))))
                .extracting(Problem::found)
                .containsExactly("71 levels");
    }

    private String nested(int arrays) {
        return "{\"unitprice\":1,\"quantity\":1,\"deep\":"
                + "[".repeat(arrays)
                + "]".repeat(arrays)
                + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e126",
                "1e-131",
                "123456789012345678901234567890123456789",
                "-1e999999",
                "100e2147483647",
                "100e-2147483640"
            })
    void areRefused_ifANumberDoesNotFitIntoDynamoDb(String number) {
        assertThat(problemsOf(withDetails("{\"unitprice\":1,\"quantity\":1,\"n\":" + number + "}")))
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.path()).isEqualTo("order.details.n");
                            assertThat(problem.expected())
                                    .isEqualTo(
                                            "a number of at most 38 significant digits: 0, or an"
                                                    + " absolute value from 1E-130 to below 1E+126");
                        });
    }

    @Test
    void areRefused_ifATextHasHalfASurrogatePair() {
        assertThat(
                        problemsOf(
                                withDetails(
                                        "{\"unitprice\":1,\"quantity\":1,\"t\":\"\\ud83d\","
                                                + "\"u\":[\"\\ude00\"]}")))
                .containsExactly(
                        new Problem("order.details.t", "Unicode text", "half a surrogate pair"),
                        new Problem("order.details.u[0]", "Unicode text", "half a surrogate pair"));
    }

    @Test
    void areRefused_ifANameHasHalfASurrogatePair() {
        assertThat(problemsOf(withDetails("{\"unitprice\":1,\"quantity\":1,\"\\ud83d\":1}")))
                .containsExactly(
                        new Problem(
                                "order.details",
                                "member names of Unicode text",
                                "half a surrogate pair"));
    }

    @Test
    void areRefused_ifANameIsEmpty() {
        assertThat(problemsOf(withDetails("{\"unitprice\":1,\"quantity\":1,\"\":1}")))
                .containsExactly(
                        new Problem("order.details", "member names that are not empty", "\"\""));
    }
}
