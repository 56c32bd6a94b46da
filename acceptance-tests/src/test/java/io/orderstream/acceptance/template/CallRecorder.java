package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderstream.acceptance.proxy.Fault;
import io.orderstream.acceptance.proxy.Interceptor;
import io.orderstream.acceptance.proxy.Request;
import io.orderstream.acceptance.proxy.Response;
import io.orderstream.acceptance.proxy.ServiceProxy;
import io.orderstream.embedded.stack.EndpointResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records the AWS calls of the functions and of the job. Each caller has its own proxy to each
 * service, so the caller of each request is known. A presigned URL leads to the proxy of the
 * function that signed the URL, because the URL uses the permissions of this function.
 *
 * <p>If a request deletes many objects, S3 refuses only those deletions that the caller's role does
 * not allow. This recorder refuses all deletions of the request as soon as the role forbids one.
 */
public final class CallRecorder implements EndpointResolver, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int HTTP_OK = 200;

    private final Map<String, ServiceProxy> proxies = new ConcurrentHashMap<>();
    private final Set<RecordedRequest> recorded = ConcurrentHashMap.newKeySet();
    private final RoleCheck roles = new RoleCheck(EditableTemplate.ofTheTemplate(), Set.of());

    @Override
    public URI of(String caller, URI service) {
        return proxies.computeIfAbsent(
                        caller + " to " + service,
                        name -> ServiceProxy.start(caller, service, recorder()))
                .address();
    }

    private Interceptor recorder() {
        return new Interceptor() {
            @Override
            public Optional<Fault> faultFor(Request request) {
                if (!request.operation().equals("s3:DeleteObjects")) {
                    return Optional.empty();
                }
                List<AwsCall> deletions = S3IamActions.of(record(request, HTTP_OK));
                return deletions.stream().allMatch(CallRecorder.this::isAllowed)
                        ? Optional.empty()
                        : Optional.of(
                                exchange -> {
                                    answered(request, HTTP_OK);
                                    exchange.answer(refusal(deletions));
                                });
            }

            @Override
            public void answered(Request request, int status) {
                recorded.add(record(request, status));
            }
        };
    }

    /** Synchronized, because a resolved template is not safe for use by several threads. */
    private synchronized boolean isAllowed(AwsCall call) {
        return roles.allows(call);
    }

    private static RecordedRequest record(Request request, int status) {
        boolean deletesMany = request.operation().equals("s3:DeleteObjects");
        return new RecordedRequest(
                request.caller(),
                request.header("x-amz-target"),
                request.method(),
                request.target(),
                request.header("x-amz-copy-source"),
                deletesMany ? new String(request.body(), StandardCharsets.UTF_8) : "",
                request.operation().equals("dynamodb:Query") ? index(request) : "",
                status);
    }

    private static String index(Request query) {
        try {
            return JSON.readTree(query.body()).path("IndexName").asText();
        } catch (IOException e) {
            throw new UncheckedIOException("The body of a query to DynamoDB is not JSON", e);
        }
    }

    /** The answer of S3 when it deletes none of several objects. */
    private static Response refusal(List<AwsCall> deletions) {
        StringBuilder errors = new StringBuilder();
        for (AwsCall deletion : deletions) {
            String key = deletion.resource().substring(deletion.resource().indexOf('/') + 1);
            errors.append("<Error><Key>" + key + "</Key><Code>AccessDenied</Code>")
                    .append("<Message>Access Denied</Message></Error>");
        }
        String xml =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                        + "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + errors
                        + "</DeleteResult>";
        return Response.of(HTTP_OK, "application/xml", xml.getBytes(StandardCharsets.UTF_8));
    }

    /** The distinct calls until now. */
    Set<AwsCall> calls(String streamArn, String tableArn) {
        IamActions actions = new IamActions(streamArn, tableArn);
        Set<AwsCall> all = new TreeSet<>();
        List.copyOf(recorded).forEach(request -> all.addAll(actions.of(request)));
        return all;
    }

    @Override
    public void close() {
        proxies.values().forEach(ServiceProxy::close);
    }
}
