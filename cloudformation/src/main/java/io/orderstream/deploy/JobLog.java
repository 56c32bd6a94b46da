package io.orderstream.deploy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/**
 * The log of an application, as the service writes it to CloudWatch Logs: one JSON object for each
 * event.
 */
final class JobLog {

    /**
     * The maximum number of pages to read. A page has up to a megabyte. The newest page comes
     * first.
     */
    private static final int MAX_PAGES = 2;

    private static final int LONGEST_MESSAGE = 120;
    private static final int LONGEST_CAUSE = 300;

    private static final JsonFactory JSON =
            JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

    private record Entry(String message, String level, List<String> throwable) {

        boolean isError() {
            return !throwable.isEmpty() || level.equals("ERROR");
        }

        /**
         * Whether a task or the job changed its state because of this error. Such an error is a
         * cause and not a consequence.
         */
        boolean isFailure() {
            return !throwable.isEmpty() && message.contains("switched from");
        }

        String text() {
            String cause =
                    throwable.stream()
                            .filter(line -> line.startsWith("Caused by: "))
                            .reduce((outer, inner) -> inner)
                            .map(line -> line.substring("Caused by: ".length()))
                            .orElse(throwable.isEmpty() ? "" : throwable.get(0));
            return cause.isEmpty()
                    ? cut(message, LONGEST_CAUSE)
                    : cut(message, LONGEST_MESSAGE) + ": " + cut(cause, LONGEST_CAUSE);
        }

        private static String cut(String text, int length) {
            return text.length() <= length ? text : text.substring(0, length) + "…";
        }
    }

    private final CloudWatchLogsClient client;

    JobLog(CloudWatchLogsClient client) {
        this.client = client;
    }

    /**
     * The newest error in the newest {@value #MAX_PAGES} pages of a log stream; empty if they have
     * none. An error that made a task or the job fail is preferred to all other errors, even to
     * newer ones.
     *
     * @param streamArn the log stream's ARN
     * @param since errors before this time are ignored
     */
    Optional<String> newestError(String streamArn, Instant since) {
        String[] parts = streamArn.split(":log-group:|:log-stream:", 3);
        Optional<String> other = Optional.empty();
        String token = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            String from = token;
            GetLogEventsResponse events =
                    ServiceCalls.reach(
                            () ->
                                    client.getLogEvents(
                                            r ->
                                                    r.logGroupName(parts[1])
                                                            .logStreamName(parts[2])
                                                            .startTime(since.toEpochMilli())
                                                            .startFromHead(false)
                                                            .nextToken(from)));
            List<OutputLogEvent> newestLast = events.events();
            for (int i = newestLast.size() - 1; i >= 0; i--) {
                OutputLogEvent event = newestLast.get(i);
                Optional<Entry> error = entry(event.message()).filter(Entry::isError);
                if (error.isPresent()) {
                    String text =
                            Instant.ofEpochMilli(event.timestamp()) + " " + error.get().text();
                    if (error.get().isFailure()) {
                        return Optional.of(text);
                    }
                    other = other.or(() -> Optional.of(text));
                }
            }
            token = events.nextBackwardToken();
            // An empty page is not the end: older pages may have events.
            if (token == null || token.equals(from)) {
                break;
            }
        }
        return other;
    }

    /**
     * The entry in this line. Empty if the line is not a JSON object, such as a line that the JVM
     * itself wrote.
     */
    @SuppressWarnings("UnusedException")
    private static Optional<Entry> entry(String json) {
        String message = "";
        String level = "";
        List<String> throwable = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "message" -> message = parser.getValueAsString("");
                    case "messageType" -> level = parser.getValueAsString("");
                    case "throwableInformation" -> {
                        if (value == JsonToken.START_ARRAY) {
                            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                                throwable.addAll(lines(parser.getText()));
                            }
                        } else {
                            throwable.addAll(lines(parser.getValueAsString("")));
                        }
                    }
                    default -> {}
                }
                // If the value is an object, skips its fields: they are not fields of the event.
                parser.skipChildren();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(new Entry(message, level, throwable));
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
