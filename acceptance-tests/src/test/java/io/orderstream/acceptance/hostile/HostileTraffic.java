package io.orderstream.acceptance.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Sends hostile requests to an API over several connections at once, checks every answer against
 * the rules, and remembers what the API has accepted.
 *
 * <pre>{@code
 * HostileTraffic traffic = new HostileTraffic(api, requests, rules);
 * traffic.send(10_000);
 * assertThat(traffic.broken()).isEmpty();
 * traffic.accepted(); // exactly these orders must be stored
 * }</pre>
 */
public final class HostileTraffic {

    private static final int CALLERS = 16;
    private static final long HOUR_SECONDS = 3_600;
    private static final int FINDINGS_SHOWN = 20;

    private final RawClient client;
    private final HostileRequests requests;
    private final AnswerRules rules;
    private final Map<Integer, String> broken = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> acceptedEvents = ConcurrentHashMap.newKeySet();
    private final Set<String> invoiced = ConcurrentHashMap.newKeySet();

    public HostileTraffic(URI api, HostileRequests requests, AnswerRules rules) {
        this.client = new RawClient(api);
        this.requests = requests;
        this.rules = rules;
    }

    /**
     * Sends this number of requests, and waits for the last answer.
     *
     * @throws AssertionError if the requests take longer than an hour, or if not all of them were
     *     sent
     */
    public void send(int count) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            threads.execute(
                    () -> {
                        for (int n = next.getAndIncrement();
                                n < count;
                                n = next.getAndIncrement()) {
                            send(n, requests.request(n));
                        }
                    });
        }
        threads.shutdown();
        if (!threads.awaitTermination(HOUR_SECONDS, TimeUnit.SECONDS)) {
            threads.shutdownNow();
            throw new AssertionError("The requests took longer than an hour");
        }
        int sent = outcomes.values().stream().mapToInt(Integer::intValue).sum();
        if (sent != count) {
            throw new AssertionError("Only " + sent + " of " + count + " requests were sent");
        }
    }

    private void send(int index, RawRequest request) {
        List<RawAnswer> answers = List.of();
        List<String> rulesBroken;
        try {
            answers = client.send(request);
            rulesBroken = rules.broken(request, answers);
            answers.forEach(answer -> remember(request, answer));
        } catch (RuntimeException e) {
            rulesBroken = List.of(e.toString());
        }
        String outcome = answers.isEmpty() ? "none" : String.valueOf(answers.get(0).status());
        outcomes.merge(request.kind() + " " + outcome, 1, Integer::sum);
        if (!rulesBroken.isEmpty()) {
            broken.put(index, describe(index, request, answers, rulesBroken));
        }
    }

    private void remember(RawRequest request, RawAnswer answer) {
        JsonNode body = AnswerRules.json(answer.body());
        if (answer.status() == 202 || answer.status() == 207) {
            for (JsonNode result : body.has("results") ? body.path("results") : List.of(body)) {
                if (!result.path("status").asText().equals("accepted")) {
                    continue;
                }
                if (result.has("eventid")) {
                    acceptedEvents.add(result.path("eventid").asText());
                } else {
                    accepted.add(result.path("orderid").asText());
                }
            }
        }
        if (answer.status() == 302 || body.has("url")) {
            request.parameter("accountid").ifPresent(invoiced::add);
        }
    }

    private String describe(
            int index, RawRequest request, List<RawAnswer> answers, List<String> rulesBroken) {
        return String.format(
                "request %d: %s%n%s%n--- answered with%n%s",
                index,
                String.join("; ", rulesBroken),
                request,
                answers.stream().map(RawAnswer::toString).collect(Collectors.joining("\n---\n")));
    }

    /**
     * The first twenty requests that failed or whose answers broke a rule, each with its answers.
     * If there are more, the last element says how many.
     */
    public List<String> broken() {
        List<String> shown =
                broken.values().stream().limit(FINDINGS_SHOWN).collect(Collectors.toList());
        if (broken.size() > FINDINGS_SHOWN) {
            shown.add(broken.size() - FINDINGS_SHOWN + " more");
        }
        return shown;
    }

    /** The ids of the orders that the API has accepted. */
    public Set<String> accepted() {
        return Set.copyOf(accepted);
    }

    /** The ids of the events that the API has accepted. */
    public Set<String> acceptedEvents() {
        return Set.copyOf(acceptedEvents);
    }

    /** The accounts for which the API returned the address of an invoice or credit note. */
    public Set<String> invoiced() {
        return Set.copyOf(invoiced);
    }

    /**
     * How often the first answer to each kind of request had each status, and how often there was
     * no answer.
     */
    public Map<String, Integer> outcomes() {
        return new TreeMap<>(outcomes);
    }
}
