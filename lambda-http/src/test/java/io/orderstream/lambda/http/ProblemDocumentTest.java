package io.orderstream.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.wire.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemDocumentTest {

    @Test
    void aProblemDocumentListsItsProblems() {
        assertThat(
                        new ProblemDocument(
                                        400,
                                        "invalid-order",
                                        "The order is invalid",
                                        "1 problem found",
                                        List.of(new Problem("accountid", "an id", "\"a#\"")))
                                .toJson())
                .isEqualTo(
                        """
                        {"type":"urn:orderstream:problem:invalid-order",\
                        "title":"The order is invalid","status":400,\
                        "detail":"1 problem found","problems":[{"path":"accountid",\
                        "expected":"an id","found":"\\"a#\\""}]}""");
        assertThat(new ProblemDocument(404, "not-found", "Not found", "Gone", List.of()).toJson())
                .isEqualTo(
                        """
                        {"type":"urn:orderstream:problem:not-found","title":"Not found",\
                        "status":404,"detail":"Gone"}""");
    }
}
