package io.orderstream.deploy;

import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.RUNNING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.CREATING;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus;

/**
 * The snapshots of an application. The application runs unless the test sets another status. A
 * snapshot with the status CREATING becomes READY at the next call of {@link #all}. {@link
 * #becomes} changes this: it sets the later status, and how many calls still show CREATING before.
 */
final class FakeSnapshots implements JobSnapshots {

    private final List<Snapshot> snapshots = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final Deque<String> refusedCreations = new ArrayDeque<>();
    private final Deque<String> refusedDeletions = new ArrayDeque<>();
    private final Deque<String> outages = new ArrayDeque<>();
    private Optional<ApplicationStatus> status = Optional.of(RUNNING);
    private Optional<ApplicationStatus> statusAfterOnePoll = Optional.empty();
    private SnapshotStatus outcome = SnapshotStatus.READY;
    private int pollsUntilThen;
    private boolean lostAnswer;
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");

    FakeSnapshots shows(ApplicationStatus other) {
        status = Optional.of(other);
        return this;
    }

    /** Sets the status after the first poll of the application. */
    FakeSnapshots thenShows(ApplicationStatus other) {
        statusAfterOnePoll = Optional.of(other);
        return this;
    }

    FakeSnapshots isGone() {
        status = Optional.empty();
        return this;
    }

    /** Adds an existing snapshot of this age. */
    FakeSnapshots has(String name, int days, SnapshotStatus itsStatus) {
        snapshots.add(new Snapshot(name, now.minusSeconds(86_400L * days), itsStatus));
        return this;
    }

    FakeSnapshots becomes(SnapshotStatus itsStatus, int afterPolls) {
        outcome = itsStatus;
        pollsUntilThen = afterPolls;
        return this;
    }

    FakeSnapshots refusesACreation(String why) {
        refusedCreations.add(why);
        return this;
    }

    FakeSnapshots refusesADeletion(String why) {
        refusedDeletions.add(why);
        return this;
    }

    /** The next call of any kind fails. */
    FakeSnapshots isUnavailable(String why) {
        outages.add(why);
        return this;
    }

    /** The next creation succeeds, but its answer is lost. */
    FakeSnapshots losesTheAnswer() {
        lostAnswer = true;
        return this;
    }

    /** All creations and deletions that reached the service, also those that it refused. */
    List<String> calls() {
        return calls;
    }

    List<String> names() {
        return snapshots.stream().map(Snapshot::name).toList();
    }

    @Override
    public Optional<ApplicationStatus> status() {
        fail();
        Optional<ApplicationStatus> shown = status;
        status = statusAfterOnePoll.or(() -> status);
        return shown;
    }

    @Override
    public List<Snapshot> all() {
        fail();
        if (pollsUntilThen-- <= 0) {
            snapshots.replaceAll(
                    snapshot ->
                            snapshot.is(CREATING)
                                    ? new Snapshot(snapshot.name(), snapshot.created(), outcome)
                                    : snapshot);
        }
        return List.copyOf(snapshots);
    }

    @Override
    public void create(String name) throws WrongStateException {
        fail();
        calls.add("create " + name);
        refuse(refusedCreations);
        if (names().contains(name)) {
            throw new WrongStateException(new IllegalStateException("There is a snapshot " + name));
        }
        snapshots.add(new Snapshot(name, now, CREATING));
        if (lostAnswer) {
            lostAnswer = false;
            throw new TransientException(new IllegalStateException("Read timed out"));
        }
    }

    @Override
    public void delete(Snapshot snapshot) throws WrongStateException {
        fail();
        calls.add("delete " + snapshot.name() + " of " + snapshot.created());
        refuse(refusedDeletions);
        snapshots.remove(snapshot);
    }

    private void fail() {
        if (!outages.isEmpty()) {
            throw new TransientException(new IllegalStateException(outages.remove()));
        }
    }

    private static void refuse(Deque<String> messages) throws WrongStateException {
        if (!messages.isEmpty()) {
            throw new WrongStateException(new IllegalStateException(messages.remove()));
        }
    }
}
