package io.orderstream.embedded.deployment;

import io.orderstream.embedded.stack.CallPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records the AWS calls of the functions and of the job: each caller has its own door to each
 * service, so that nobody is mistaken for another. Who fetches a presigned address comes through
 * the door of the one who signed it, whose rights it uses.
 */
public final class CallRecorder implements CallPath, AutoCloseable {
    private final Map<String, RecordingProxy> doors = new ConcurrentHashMap<>();
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();

    @Override
    public URI of(String caller, URI service) {
        return doors.computeIfAbsent(caller + " to " + service, name -> open(caller, service))
                .address();
    }

    private RecordingProxy open(String caller, URI service) {
        try {
            return RecordingProxy.start(caller, service, exchanges::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every different call until now. */
    Set<AwsCall> calls(String streamArn, String tableArn) {
        AwsCalls calls = new AwsCalls(streamArn, tableArn);
        Set<AwsCall> all = new TreeSet<>();
        List.copyOf(exchanges).forEach(exchange -> all.addAll(calls.of(exchange)));
        return all;
    }

    @Override
    public void close() throws IOException {
        for (RecordingProxy door : doors.values()) {
            door.close();
        }
    }
}
