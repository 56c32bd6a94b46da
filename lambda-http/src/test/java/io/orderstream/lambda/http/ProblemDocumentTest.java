package io.orderstream.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.wire.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemDocumentTest {

    @Test
    void aProblemDocumentListsItsProblems_ifItHasAny() {
        assertThat(
                        ProblemDocument.invalid(
                                        ProblemType.INVALID_ORDER,
                                        List.of(new Problem("accountid", "an id", "\"a#\"")))
                                .toJson())
                .isEqualTo(
                        """
                        {"type":"urn:orderstream:problem:invalid-order",\
                        "title":"The order is invalid","status":400,\
                        "detail":"1 problem found","problems":[{"path":"accountid",\
                        "expected":"an id","found":"\\"a#\\""}]}""");
        assertThat(new ProblemDocument(ProblemType.NO_SUCH_ORDER, "Gone").toJson())
                .isEqualTo(
                        """
                        {"type":"urn:orderstream:problem:no-such-order",\
                        "title":"No such order is known","status":404,"detail":"Gone"}""");
    }
}
