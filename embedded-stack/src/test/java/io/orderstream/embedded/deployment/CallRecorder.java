package io.orderstream.embedded.deployment;

import io.orderstream.embedded.proxy.Interceptor;
import io.orderstream.embedded.proxy.Request;
import io.orderstream.embedded.proxy.ServiceProxy;
import io.orderstream.embedded.stack.CallPath;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
    private final Map<String, ServiceProxy> doors = new ConcurrentHashMap<>();
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();

    @Override
    public URI of(String caller, URI service) {
        return doors.computeIfAbsent(
                        caller + " to " + service,
                        name -> ServiceProxy.start(caller, service, recorder()))
                .address();
    }

    private Interceptor recorder() {
        return new Interceptor() {
            @Override
            public void answered(Request request, int status) {
                boolean deletesMany = request.operation().equals("s3:DeleteObjects");
                exchanges.add(
                        new Exchange(
                                request.caller(),
                                request.header("x-amz-target"),
                                request.method(),
                                request.target(),
                                request.header("x-amz-copy-source"),
                                deletesMany
                                        ? new String(request.body(), StandardCharsets.UTF_8)
                                        : "",
                                status));
            }
        };
    }

    /** Every different call until now. */
    Set<AwsCall> calls(String streamArn, String tableArn) {
        AwsCalls calls = new AwsCalls(streamArn, tableArn);
        Set<AwsCall> all = new TreeSet<>();
        List.copyOf(exchanges).forEach(exchange -> all.addAll(calls.of(exchange)));
        return all;
    }

    @Override
    public void close() {
        doors.values().forEach(ServiceProxy::close);
    }
}
