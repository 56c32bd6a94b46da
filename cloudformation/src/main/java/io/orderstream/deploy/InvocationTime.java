package io.orderstream.deploy;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import java.time.Instant;

/** The time that Lambda gives to one invocation. */
final class InvocationTime implements RemainingTime {

    private final Context context;

    InvocationTime(Context context) {
        this.context = context;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Duration remaining() {
        return Duration.ofMillis(context.getRemainingTimeInMillis());
    }

    @Override
    public void pause(Duration delay) {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The wait was interrupted", e);
        }
    }
}
