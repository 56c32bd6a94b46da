package io.orderstream.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;

/**
 * The time that Lambda gives to one invocation, less what the answer needs.
 *
 * <pre>{@code
 * new LambdaTime(context, Duration.ofSeconds(10)).remaining(); // 10 s, of an invocation of 29 s
 * }</pre>
 */
final class LambdaTime implements TimeLeft {

    /** Kept for writing the answer. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Context context;
    private final Duration reserve;

    /** All of the invocation's time. */
    LambdaTime(Context context) {
        this.context = context;
        this.reserve = MARGIN;
    }

    /** As much of it, from now on. */
    LambdaTime(Context context, Duration most) {
        this.context = context;
        Duration beyond = ofInvocation(context).minus(most);
        this.reserve = beyond.compareTo(MARGIN) > 0 ? beyond : MARGIN;
    }

    private static Duration ofInvocation(Context context) {
        return Duration.ofMillis(context.getRemainingTimeInMillis());
    }

    @Override
    public Duration remaining() {
        return ofInvocation(context).minus(reserve);
    }

    @Override
    public boolean pause(Duration delay) {
        try {
            Thread.sleep(delay.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
