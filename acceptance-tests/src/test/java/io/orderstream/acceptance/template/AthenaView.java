package io.orderstream.acceptance.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderstream.embedded.template.Resource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A view of Athena. In the template, the text of the view is a comment that contains the view as
 * JSON, in base64.
 *
 * @param name the view's name in SQL
 * @param schema the database in which the query looks up tables
 * @param sql the view's query
 * @param columns the types of the view's columns, by name
 */
record AthenaView(String name, String schema, String sql, Map<String, String> columns) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern STORED = Pattern.compile("/\\* Presto View: (\\S+) \\*/");

    static AthenaView of(Resource resource) {
        String text = resource.get("TableInput").get("ViewOriginalText").text();
        Matcher stored = STORED.matcher(text);
        if (!stored.matches()) {
            throw new IllegalArgumentException("Expected " + STORED + ", found " + text);
        }
        JsonNode view;
        try {
            view = JSON.readTree(new String(Base64.getDecoder().decode(stored.group(1)), UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not the JSON of a view", e);
        }
        Map<String, String> columns = new LinkedHashMap<>();
        for (JsonNode column : view.path("columns")) {
            columns.put(column.path("name").asText(), column.path("type").asText());
        }
        return new AthenaView(
                resource.get("TableInput").get("Name").text(),
                view.path("schema").asText(),
                view.path("originalSql").asText(),
                columns);
    }
}
