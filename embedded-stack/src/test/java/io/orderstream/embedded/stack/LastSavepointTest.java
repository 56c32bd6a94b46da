package io.orderstream.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.start.StartException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests what a stack that keeps its data tells the user when it ends its job. */
class LastSavepointTest {

    private final List<String> told = new ArrayList<>();
    private final StartListener listener =
            new StartListener() {
                @Override
                public void starting(String part) {}

                @Override
                public void started(String part, String where, Duration took) {}

                @Override
                public void stoppedWithoutSavepoint(String what) {
                    told.add(what);
                }
            };

    @Test
    void aSavepointIsNotReported() {
        assertThat(EmbeddedStack.endsWithSavepoint(() -> "file:/savepoint", listener)).isTrue();

        assertThat(told).isEmpty();
    }

    @Test
    void aMissingSavepointIsReported() {
        assertThat(
                        EmbeddedStack.endsWithSavepoint(
                                () -> {
                                    throw new StartException("no space left");
                                },
                                listener))
                .isFalse();

        assertThat(told)
                .containsExactly(
                        "The job ended without a savepoint: no space left\n"
                                + "Nothing is lost: the next start goes on from the newest checkpoint.");
    }
}
