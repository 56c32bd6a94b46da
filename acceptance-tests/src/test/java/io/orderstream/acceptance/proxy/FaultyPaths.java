package io.orderstream.acceptance.proxy;

import io.orderstream.embedded.stack.EndpointResolver;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The paths from the callers (functions and job) to their services, with fault injection.
 *
 * <pre>{@code
 * FaultyPaths paths = new FaultyPaths(seed);
 * // Start the stack with these paths, then at any time:
 * paths.add(FaultRule.on("dynamodb:*").from("Job").sometimes(0.2).inject("hung up", Fault.hungUp()));
 * paths.clear();
 * }</pre>
 */
public final class FaultyPaths implements EndpointResolver, AutoCloseable {

    private final Random random;
    private final Map<String, ServiceProxy> proxies = new ConcurrentHashMap<>();
    private final List<FaultRule> rules = new CopyOnWriteArrayList<>();
    private final List<Consumer<Request>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Creates paths that inject no fault until a rule is added.
     *
     * @param seed the seed of the random numbers that decide which requests get the fault of a rule
     *     with {@link FaultRule#sometimes}
     */
    public FaultyPaths(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public URI of(String caller, URI service) {
        return proxies.computeIfAbsent(
                        caller + " to " + service,
                        name -> ServiceProxy.start(caller, service, new Rules()))
                .address();
    }

    /** Adds a rule. If several rules apply to a request, the first rule is used. */
    public void add(FaultRule rule) {
        rules.add(rule);
    }

    /** Removes a rule. */
    public void remove(FaultRule rule) {
        rules.remove(rule);
    }

    /** Removes all rules. Isolated callers stay isolated. */
    public void clear() {
        rules.clear();
    }

    /**
     * Tells a listener about each request, unless the caller is isolated. The listener is called
     * first: before a fault is injected, and before the service gets the request.
     */
    public void addListener(Consumer<Request> listener) {
        listeners.add(listener);
    }

    /** Removes a listener. */
    public void removeListener(Consumer<Request> listener) {
        listeners.remove(listener);
    }

    /**
     * From now on no request of this caller reaches a service, as if the caller's machine had died.
     * This affects only services to which the caller already has a path.
     */
    public void isolate(String caller) {
        proxiesOf(caller).forEach(ServiceProxy::isolate);
    }

    /** Lets new requests of this caller reach the services again. */
    public void readmit(String caller) {
        proxiesOf(caller).forEach(ServiceProxy::readmit);
    }

    private List<ServiceProxy> proxiesOf(String caller) {
        return proxies.entrySet().stream()
                .filter(proxy -> proxy.getKey().startsWith(caller + " to "))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public void close() {
        proxies.values().forEach(ServiceProxy::close);
    }

    private final class Rules implements Interceptor {
        @Override
        public Optional<Fault> faultFor(Request request) {
            listeners.forEach(listener -> listener.accept(request));
            return rules.stream()
                    .flatMap(rule -> rule.faultFor(request, random).stream())
                    .findFirst();
        }
    }
}
