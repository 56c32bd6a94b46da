package io.orderstream.job.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts an item's JSON to objects of the SDK. */
final class DynamoDbJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DynamoDbJson() {}

    /** The attributes of {@code {"accountid":{"S":"a1"},…}}, in the sequence of the JSON. */
    static Map<String, AttributeValue> attributes(String item) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        try {
            JSON.readTree(item)
                    .properties()
                    .forEach(each -> attributes.put(each.getKey(), attribute(each.getValue())));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not an item: " + item, e);
        }
        return attributes;
    }

    private static AttributeValue attribute(JsonNode value) {
        if (value.size() != 1) {
            throw new IllegalArgumentException("Expected one type, found " + value);
        }
        return value.has("N")
                ? AttributeValue.fromN(value.required("N").textValue())
                : AttributeValue.fromS(value.required("S").textValue());
    }
}
