package io.orderstream.query.orders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.lambda.priming.CannedAnswers;
import io.orderstream.model.Order;
import io.orderstream.model.fuzz.CollidingNames;
import io.orderstream.model.wire.OrderCodec;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.query.Handlers;
import io.orderstream.query.invoices.InvoiceHtml;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Tests that the query function can read orders with colliding member names from the table. The AWS
 * SDK reads DynamoDB's answers with a JSON parser of its own. That parser fails if many member
 * names collide in its table of names, and we cannot change that parser. So a name that a client
 * has chosen must not be a member name in these answers.
 */
class HostileNamesTest {

    private static final Instant ARRIVAL = Instant.parse("2026-11-23T10:11:12.480Z");

    @Test
    void ordersWithHostileNamesAreReadFromTheTable_andShownAsInvoices() throws Exception {
        List<String> texts = new ArrayList<>(CollidingNames.hostileOrders());
        for (int i = 0; i < 8; i++) {
            texts.add(CollidingNames.order(100 + i, CollidingNames.inBytes(100_000 * i, 300)));
        }
        AtomicReference<Order> stored = new AtomicReference<>();
        CannedAnswers answers =
                new CannedAnswers("application/x-amz-json-1.0", request -> item(stored.get()));
        try (DynamoDbClient client = answers.client(DynamoDbClient.builder())) {
            OrderStore table = new DynamoDbOrderStore(client, "orders", Handlers.farDeadline());
            for (String text : texts) {
                Order order = OrderCodec.parsePosted(text.getBytes(UTF_8), ARRIVAL);
                stored.set(order);

                StoredOrder found =
                        table.find(order.account(), Optional.of(order.vendor()), order.id())
                                .orElseThrow();

                assertThat(found.received().order()).isEqualTo(order);
                String document = OrderDocument.format(found.received());
                assertThat(new InvoiceHtml().of(OrderDocument.parse(document)))
                        .contains(order.id().value());
            }
        }
    }

    /** An answer to GetItem: the attributes of the order's item that the query function reads. */
    private static byte[] item(Order order) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode item = answer.putObject("Item");
        item.putObject("accountid").put("S", order.account().value());
        item.putObject("vendorid").put("S", order.vendor().value());
        item.putObject("orderid").put("S", order.id().value());
        item.putObject("orderdate").put("S", order.orderDate().toString());
        item.putObject("receivedat").put("S", ARRIVAL.toString());
        item.putObject("unitprice").put("N", order.unitPrice().toPlainString());
        item.putObject("quantity").put("N", String.valueOf(order.quantity()));
        item.putObject("archive").put("S", StoredOrders.FOLDER);
        item.putObject("part").put("N", "0");
        item.putObject("lineoffset").put("N", "0");
        item.putObject("details").put("S", order.details().json());
        return answer.toString().getBytes(UTF_8);
    }
}
