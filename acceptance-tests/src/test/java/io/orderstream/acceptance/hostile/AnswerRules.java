package io.orderstream.acceptance.hostile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.orderstream.acceptance.contract.ApiContract;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules that answers to hostile requests must keep. If the server may close the connection
 * instead of answering a request, three rules are not checked:
 *
 * <ul>
 *   <li>The request gets an answer.
 *   <li>The OpenAPI document describes the answer. If the status is 202, the document also
 *       describes the request.
 *   <li>A request to a route that does not exist gets an error.
 * </ul>
 */
public final class AnswerRules {

    /**
     * Reads member names of any length, and names with equal hashes, because an order's details may
     * have such names.
     */
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNameLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /**
     * The client errors that API Gateway answers itself, without calling a function. 429 is left
     * out, because the embedded stack does not throttle.
     */
    private static final Set<Integer> GATEWAY_STATUS =
            Set.of(400, 401, 403, 408, 411, 413, 414, 415, 417, 426, 431);

    private static final Pattern STACK_TRACE =
            Pattern.compile(
                    "\\bat [\\w.$]+\\(|Caused by|\\w(Exception|Error)\\b|\\b(java|javax|jakarta|com|org|io|software)\\.\\w+\\.");

    /** The path of the embedded stack's console. The OpenAPI document does not describe it. */
    private static final String CONSOLE = "/";

    private static final Set<String> ROUTES =
            Set.of(CONSOLE, "/order", "/orders", "/order/events", "/invoice");

    /** The form of Java's class names, such as {@code JsonToken}. */
    private static final Pattern CLASS_NAME =
            Pattern.compile("\\b[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+\\b");

    private static final Pattern ISSUED_DOCUMENT = Pattern.compile("issued/([^/]*)/");

    private final KnownAccounts accounts;
    private final Map<String, String> canaries;
    private final Set<String> secrets;
    private final boolean needsToken;

    /**
     * Rules for an API.
     *
     * @param canaries texts, each with the only account whose orders contain the text
     * @param secrets texts that no answer may contain
     * @param needsToken whether a caller needs a token; without tokens a caller may see the orders
     *     of any account that it asks for
     */
    public AnswerRules(
            KnownAccounts accounts,
            Map<String, String> canaries,
            Set<String> secrets,
            boolean needsToken) {
        this.accounts = accounts;
        this.canaries = Map.copyOf(canaries);
        this.secrets = Set.copyOf(secrets);
        this.needsToken = needsToken;
    }

    /**
     * What is wrong with the answers to a request; empty if they break no rule. An answer that
     * breaks a rule in several places can have several messages.
     */
    public List<String> broken(RawRequest request, List<RawAnswer> answers) {
        List<String> broken = new ArrayList<>();
        if (answers.isEmpty() && !request.mayGoUnanswered()) {
            broken.add("no answer");
        }
        for (RawAnswer answer : answers) {
            check(request, answer, broken);
        }
        return broken;
    }

    private void check(RawRequest request, RawAnswer answer, List<String> broken) {
        if (answer.status() >= 500) {
            broken.add("its status is a server error");
        }
        String everything = answer.everything();
        secrets.stream()
                .filter(everything::contains)
                .forEach(secret -> broken.add("it contains the secret " + secret));
        boolean hasBody = !request.isHead() && answer.status() != 304 && answer.status() != 204;
        if (answer.status() >= 400 && hasBody) {
            checkError(answer, broken);
            checkWords(request, answer.body(), broken);
        }
        if (!request.mayGoUnanswered()) {
            checkContract(request, answer, broken);
        }
        Set<String> allowed = allowed(request);
        canaries.forEach(
                (canary, account) -> {
                    if (everything.contains(canary) && !allowed.contains(account)) {
                        broken.add("it contains an order of " + account);
                    }
                });
        if (answer.status() < 400) {
            if (!ROUTES.contains(request.decodedPath()) && !request.mayGoUnanswered()) {
                broken.add("it is not an error, although the route does not exist");
            }
            checkOrders(request, answer, allowed, broken);
        }
    }

    private static void checkContract(RawRequest request, RawAnswer answer, List<String> broken) {
        String path = request.decodedPath();
        if (path.equals(CONSOLE) && answer.header("content-type").startsWith("text/html")) {
            return;
        }
        broken.addAll(
                ApiContract.PUBLISHED.deviations(
                        request.method(),
                        path,
                        answer.status(),
                        answer.headers(),
                        json(answer.body())));
        if (answer.status() == 202) {
            broken.addAll(
                    ApiContract.PUBLISHED.requestDeviations(
                            request.method(), path, json(request.text())));
        }
    }

    /**
     * The accounts whose orders the caller may see: its own account and, without tokens, the
     * account that it asks for.
     */
    private Set<String> allowed(RawRequest request) {
        Set<String> allowed = new HashSet<>();
        allowed.add(accounts.caller().account());
        if (!needsToken) {
            request.parameter("accountid").ifPresent(allowed::add);
        }
        return allowed;
    }

    private static void checkError(RawAnswer answer, List<String> broken) {
        JsonNode body = json(answer.body());
        switch (answer.header("content-type")) {
            case "application/problem+json" -> {
                if (body.path("status").asInt() != answer.status()
                        || !body.path("type").asText().startsWith("urn:orderstream:problem:")
                        || body.path("title").asText().isEmpty()
                        || body.path("detail").asText().isEmpty()) {
                    broken.add("its problem document is incomplete");
                }
            }
            case "application/json" -> {
                if (!GATEWAY_STATUS.contains(answer.status())
                        || body.size() != 1
                        || body.path("message").asText().isEmpty()) {
                    broken.add("it is neither a problem document nor an error of API Gateway");
                }
            }
            default ->
                    broken.add(
                            "it is an error with the content type "
                                    + answer.header("content-type"));
        }
    }

    /** Finds stack traces and Java class names, unless the request contains the same word. */
    private static void checkWords(RawRequest request, String text, List<String> broken) {
        for (Pattern pattern : List.of(STACK_TRACE, CLASS_NAME)) {
            Matcher word = pattern.matcher(text);
            while (word.find()) {
                if (!request.says(word.group())) {
                    broken.add("it shows internals: " + word.group());
                }
            }
        }
    }

    /** Checks that an answer contains only what was asked for, and nothing of other accounts. */
    private static void checkOrders(
            RawRequest request, RawAnswer answer, Set<String> allowed, List<String> broken) {
        JsonNode body = json(answer.body());
        List<JsonNode> orders = new ArrayList<>();
        body.path("orders").forEach(orders::add);
        body.path("events").forEach(orders::add);
        if (body.has("order")) {
            orders.add(body.path("order"));
        }
        for (JsonNode order : orders) {
            String owner = order.path("accountid").asText();
            if (!allowed.contains(owner)) {
                broken.add("it contains an order of " + owner);
            }
            for (String name : List.of("vendorid", "orderid")) {
                String value = order.path(name).asText();
                if (request.parameter(name).filter(asked -> !asked.equals(value)).isPresent()) {
                    broken.add("it contains an order with the " + name + " " + value);
                }
            }
        }
        String addresses = answer.header("location") + " " + body.path("url").asText();
        Matcher issued =
                ISSUED_DOCUMENT.matcher(URLDecoder.decode(addresses, StandardCharsets.UTF_8));
        while (issued.find()) {
            if (!allowed.contains(issued.group(1))) {
                broken.add("it contains the address of an invoice of " + issued.group(1));
            }
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
