package io.orderstream.acceptance.proxy;

import io.orderstream.embedded.stack.CallPath;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The ways between the callers (functions and job) and their services, with faults on them.
 *
 * <pre>{@code
 * FaultyPaths paths = new FaultyPaths(seed);
 * // Start the stack with these paths, then at any time:
 * paths.add(FaultRule.on("dynamodb:*").from("Job").sometimes(0.2).inject("hung up", Fault.hungUp()));
 * paths.clear();
 * }</pre>
 */
public final class FaultyPaths implements CallPath, AutoCloseable {

    private final Random random;
    private final Map<String, ServiceProxy> proxies = new ConcurrentHashMap<>();
    private final List<FaultRule> rules = new CopyOnWriteArrayList<>();

    /**
     * Paths without faults as yet.
     *
     * @param seed decides which of the requests that a rule is about it happens to
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

    /** From now on. Of several rules that fit a request the first one counts. */
    public void add(FaultRule rule) {
        rules.add(rule);
    }

    /** That fault happens no more. */
    public void remove(FaultRule rule) {
        rules.remove(rule);
    }

    /** No more faults from now on; who is isolated stays so. */
    public void clear() {
        rules.clear();
    }

    /** Nothing of that caller's reaches any service from now on, as when its machine has died. */
    public void isolate(String caller) {
        proxiesOf(caller).forEach(ServiceProxy::isolate);
    }

    /** Ends what {@link #isolate} began. */
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
            return rules.stream()
                    .flatMap(rule -> rule.faultFor(request, random).stream())
                    .findFirst();
        }
    }
}
