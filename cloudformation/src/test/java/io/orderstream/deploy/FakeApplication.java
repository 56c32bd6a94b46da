package io.orderstream.deploy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * An application whose statuses are written down beforehand: one for each look, the last one for
 * every look after it.
 *
 * <pre>{@code
 * new FakeApplication().shows(READY).shows(STARTING, 3).shows(RUNNING);
 * }</pre>
 */
final class FakeApplication implements FlinkApplication {

    private final Deque<Supplier<Optional<ApplicationStatus>>> looks = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();
    private final Deque<String> refusedStarts = new ArrayDeque<>();
    private final Deque<String> refusedStops = new ArrayDeque<>();
    private final Deque<String> refusedForces = new ArrayDeque<>();
    private boolean snapshot;
    private Optional<String> reason = Optional.empty();

    FakeApplication shows(ApplicationStatus status) {
        return shows(status, 1);
    }

    FakeApplication shows(ApplicationStatus status, int times) {
        for (int i = 0; i < times; i++) {
            looks.add(() -> Optional.of(status));
        }
        return this;
    }

    FakeApplication isGone() {
        looks.add(Optional::empty);
        return this;
    }

    FakeApplication isUnavailable(String message) {
        looks.add(
                () -> {
                    throw new UnavailableException(new IllegalStateException(message));
                });
        return this;
    }

    FakeApplication breaks(Throwable thrown) {
        looks.add(
                () -> {
                    throw FakeApplication.<RuntimeException>unchecked(thrown);
                });
        return this;
    }

    FakeApplication hasASnapshot() {
        snapshot = true;
        return this;
    }

    FakeApplication refusesAStart(String message) {
        refusedStarts.add(message);
        return this;
    }

    FakeApplication refusesAStop(String message) {
        refusedStops.add(message);
        return this;
    }

    FakeApplication refusesToBeForced(String message) {
        refusedForces.add(message);
        return this;
    }

    FakeApplication failsBecause(String why) {
        reason = Optional.of(why);
        return this;
    }

    /** What was asked for, in order; looks do not count. */
    List<String> calls() {
        return calls;
    }

    /** How many of the written looks nobody took, the last one not counted. */
    int looksLeft() {
        return looks.size() - 1;
    }

    @Override
    public Optional<ApplicationStatus> status() {
        return (looks.size() > 1 ? looks.remove() : looks.element()).get();
    }

    @Override
    public boolean hasSnapshot() {
        return snapshot;
    }

    @Override
    public String start(Restore restore) throws RefusedException {
        calls.add("start from " + restore);
        refuse(refusedStarts);
        return "op-7";
    }

    @Override
    public void stop() throws RefusedException {
        calls.add("stop");
        refuse(refusedStops);
    }

    @Override
    public void forceStop() throws RefusedException {
        calls.add("force");
        refuse(refusedForces);
    }

    @Override
    public Optional<String> whyFailed(String operationId) {
        calls.add("why " + operationId);
        return reason;
    }

    private static void refuse(Deque<String> messages) throws RefusedException {
        if (!messages.isEmpty()) {
            throw new RefusedException(new IllegalStateException(messages.remove()));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
