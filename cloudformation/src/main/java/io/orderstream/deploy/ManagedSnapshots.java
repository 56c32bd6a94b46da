package io.orderstream.deploy;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.kinesisanalyticsv2.KinesisAnalyticsV2Client;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ConcurrentModificationException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.InvalidApplicationConfigurationException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.InvalidRequestException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ResourceNotFoundException;

/** The snapshots of an application, through the client of the AWS SDK. */
final class ManagedSnapshots implements JobSnapshots {

    private final KinesisAnalyticsV2Client client;
    private final String application;

    ManagedSnapshots(KinesisAnalyticsV2Client client, String application) {
        this.client = client;
        this.application = application;
    }

    @Override
    public Optional<ApplicationStatus> status() {
        try {
            return Optional.of(
                    reach(() -> client.describeApplication(r -> r.applicationName(application)))
                            .applicationDetail()
                            .applicationStatus());
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Snapshot> all() {
        return reach(
                () ->
                        client
                                .listApplicationSnapshotsPaginator(
                                        r -> r.applicationName(application))
                                .stream()
                                .flatMap(page -> page.snapshotSummaries().stream())
                                .map(
                                        snapshot ->
                                                new Snapshot(
                                                        snapshot.snapshotName(),
                                                        snapshot.snapshotCreationTimestamp(),
                                                        snapshot.snapshotStatus()))
                                .toList());
    }

    @Override
    public void create(String name) throws WrongStateException {
        change(
                () ->
                        client.createApplicationSnapshot(
                                r -> r.applicationName(application).snapshotName(name)));
    }

    @Override
    public void delete(Snapshot snapshot) throws WrongStateException {
        change(
                () ->
                        client.deleteApplicationSnapshot(
                                r ->
                                        r.applicationName(application)
                                                .snapshotName(snapshot.name())
                                                .snapshotCreationTimestamp(snapshot.created())));
    }

    private static void change(Supplier<?> call) throws WrongStateException {
        try {
            reach(call);
        } catch (ResourceInUseException
                | ResourceNotFoundException
                | InvalidArgumentException
                | InvalidRequestException
                | InvalidApplicationConfigurationException
                | ConcurrentModificationException e) {
            throw new WrongStateException(e);
        }
    }

    private static <T> T reach(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkServiceException e) {
            if (e.isThrottlingException() || e.statusCode() >= 500) {
                throw new TransientException(e);
            }
            throw e;
        } catch (SdkClientException e) {
            throw new TransientException(e);
        }
    }
}
