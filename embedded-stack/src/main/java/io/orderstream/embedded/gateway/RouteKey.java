package io.orderstream.embedded.gateway;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A route key of an HTTP API: {@code POST /order}, {@code ANY /orders/{id}}, {@code GET /{proxy+}},
 * {@code $default}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html">
 *     Routes for HTTP APIs</a>
 */
final class RouteKey {
    /**
     * Sorts the most specific key first: literal text, then {variable}, then {greedy+}, then
     * $default. For the same path, a method comes before ANY.
     */
    static final Comparator<RouteKey> MOST_SPECIFIC_FIRST =
            Comparator.comparing((RouteKey key) -> key.rank)
                    .thenComparing(key -> key.method.equals("ANY"));

    private static final Pattern FORM =
            Pattern.compile("(ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (/\\S*)");
    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z0-9._-]+)(\\+?)}");

    private final String text;
    private final String method;
    private final String rank;
    private final Pattern path;
    private final List<String> variables = new ArrayList<>();

    private RouteKey(String text, String method, String path) {
        this.text = text;
        this.method = method;
        StringBuilder regex = new StringBuilder();
        StringBuilder order = new StringBuilder();
        if (!path.equals("/")) {
            for (String segment : path.substring(1).split("/", -1)) {
                append(segment, regex.append('/'), order);
            }
        } else {
            regex.append('/');
        }
        this.path = Pattern.compile(regex.toString(), Pattern.DOTALL);
        this.rank = order.toString();
    }

    private void append(String segment, StringBuilder regex, StringBuilder order) {
        Matcher variable = VARIABLE.matcher(segment);
        if (!variable.matches()) {
            if (segment.contains("{") || segment.contains("}")) {
                throw new IllegalArgumentException(
                        "expected a path variable, found \"" + segment + "\"");
            }
            regex.append(Pattern.quote(segment));
            order.append('0');
            return;
        }
        boolean greedy = !variable.group(2).isEmpty();
        variables.add(variable.group(1));
        regex.append(greedy ? "(.+)" : "([^/]+)");
        order.append(greedy ? '2' : '1');
    }

    /** Parses a route key. Throws an IllegalArgumentException that names the expected form. */
    static RouteKey parse(String text) {
        if (text.equals("$default")) {
            return new RouteKey(text);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "expected a method and a path, or $default, found \"" + text + "\"");
        }
        RouteKey key = new RouteKey(text, form.group(1), form.group(2));
        String path = form.group(2);
        int greedy = path.indexOf("+}");
        if (greedy >= 0 && greedy + 2 < path.length()) {
            throw new IllegalArgumentException(
                    "expected "
                            + path.substring(path.lastIndexOf('{', greedy), greedy + 2)
                            + " at the end of the path, found \""
                            + text
                            + "\"");
        }
        return key;
    }

    private RouteKey(String text) {
        this.text = text;
        this.method = "ANY";
        this.rank = "3";
        this.path = Pattern.compile(".*", Pattern.DOTALL);
    }

    /** The values of the path variables if the request matches; otherwise empty. */
    Optional<Map<String, String>> match(String requestMethod, String requestPath) {
        if (!method.equals("ANY") && !method.equals(requestMethod)) {
            return Optional.empty();
        }
        Matcher matcher = path.matcher(requestPath);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            values.put(variables.get(i), matcher.group(i + 1));
        }
        return Optional.of(values);
    }

    @Override
    public String toString() {
        return text;
    }
}
