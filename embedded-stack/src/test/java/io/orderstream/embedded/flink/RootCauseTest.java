package io.orderstream.embedded.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RootCauseTest {

    @Test
    void theRootCauseIsTheLastCause_withAllLinesOfItsMessage() {
        String trace =
                """
                org.example.Outer: outer
                \tat org.example.A.a(A.java:1)
                Caused by: org.example.Middle: middle
                \t... 12 more
                Caused by: org.example.Inner: not allowed:
                 - one
                 - two
                \tat org.example.B.b(B.java:2)
                \t... 11 more
                """;

        assertThat(RootCause.of(trace))
                .isEqualTo("org.example.Inner: not allowed:\n - one\n - two");
    }

    @Test
    void theRootCauseIsTheExceptionItself_whenItHasNoCause() {
        assertThat(RootCause.of("org.example.Only: this\n\tat org.example.A.a(A.java:1)\n"))
                .isEqualTo("org.example.Only: this");
    }

    @Test
    void theRootCauseIsTheWholeText_whenItIsNotAStackTrace() {
        assertThat(RootCause.of("Not found.")).isEqualTo("Not found.");
    }
}
