package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseUrlTest {

    private static final byte[] JSON = "{\"Status\":\"SUCCESS\"}".getBytes(StandardCharsets.UTF_8);

    private static final String ACCEPTED_PUT =
            "PUT Expires=1795430000&" + AnswerBox.SIGNATURE + " null\n{\"Status\":\"SUCCESS\"}";

    private final FakeTime time = new FakeTime(Duration.ofMinutes(1));
    private final List<String> log = new ArrayList<>();
    private AnswerBox box;

    @BeforeEach
    void start() throws IOException {
        box = new AnswerBox();
    }

    @AfterEach
    void stop() {
        box.close();
    }

    @Test
    void answerIsPut_withTheUnchangedSignatureAndWithoutAContentType() {
        new ResponseUrl(box.address()).put(JSON, time, log::add);

        assertThat(box.answers()).containsExactly(ACCEPTED_PUT);
        assertThat(log).isEmpty();
    }

    @Test
    void answerThatIsRefused_isPutAgain() {
        box.fails(503);

        new ResponseUrl(box.address()).put(JSON, time, log::add);

        assertThat(box.answers()).containsExactly(ACCEPTED_PUT, ACCEPTED_PUT);
        assertThat(log).containsExactly("CloudFormation did not take the answer: HTTP status 503");
        assertThat(time.remaining()).isEqualTo(Duration.ofSeconds(59));
    }

    @Test
    void answerThatIsAlwaysRefused_isAFailureAfterFiveAttempts() {
        for (int i = 0; i < 5; i++) {
            box.fails(403);
        }

        assertThatThrownBy(() -> new ResponseUrl(box.address()).put(JSON, time, log::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("CloudFormation did not take the answer: HTTP status 403");
        assertThat(box.answers()).isEqualTo(Collections.nCopies(5, ACCEPTED_PUT));
        assertThat(time.remaining()).isEqualTo(Duration.ofSeconds(60 - 1 - 2 - 4 - 8));
    }

    @Test
    void noRetryIsStartedThatCouldOutlastTheFunction() {
        box.fails(500).fails(500).fails(500);
        FakeTime little = new FakeTime(Duration.ofSeconds(8));

        assertThatThrownBy(() -> new ResponseUrl(box.address()).put(JSON, little, log::add))
                .isInstanceOf(IllegalStateException.class);
        assertThat(box.answers()).hasSize(3);
        assertThat(little.remaining()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    @Timeout(30)
    void bodyOfTheResponse_isNotWaitedFor() {
        box.neverEndsItsResponses();

        new ResponseUrl(box.address()).put(JSON, time, log::add);

        assertThat(box.answers()).containsExactly(ACCEPTED_PUT);
        assertThat(log).isEmpty();
    }

    @Test
    void unreachableUrl_isAFailureThatDoesNotShowTheUrl() {
        String address = box.address();
        box.close();

        assertThatThrownBy(() -> new ResponseUrl(address).put(JSON, time, log::add))
                .isInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .message()
                .startsWith("CloudFormation did not take the answer: ConnectException")
                .doesNotContain("Signature");
        assertThat(log).hasSize(5).noneMatch(line -> line.contains("Signature"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://bucket/?Signature=a b",
                "null",
                "",
                "https:///?Signature=x",
                "//bucket/?Signature=x",
                "ftp://bucket/?Signature=x"
            })
    void invalidUrl_isRefusedWithoutBeingShown(String address) {
        assertThatThrownBy(() -> new ResponseUrl(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .startsWith("The ResponseURL is not a")
                .doesNotContain("Signature");
    }
}
