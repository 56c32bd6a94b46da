package io.orderstream.benchmark.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.job.sink.OrderItem;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The job's items as objects of the SDK. The job itself writes their JSON only. */
public final class TableItems {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TableItems() {}

    /** The order's item. */
    public static Map<String, AttributeValue> of(PlacedOrder placed) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        try {
            JSON.readTree(OrderItem.json(placed))
                    .properties()
                    .forEach(each -> item.put(each.getKey(), attribute(each.getValue())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The job's item is not JSON", e);
        }
        return item;
    }

    private static AttributeValue attribute(JsonNode value) {
        return value.has("N")
                ? AttributeValue.fromN(value.required("N").textValue())
                : AttributeValue.fromS(value.required("S").textValue());
    }
}
