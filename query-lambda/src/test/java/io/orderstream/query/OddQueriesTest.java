package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.query.invoices.FakeBucket;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrders;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Odd query strings lead neither to a 5xx answer nor to an exception. */
class OddQueriesTest {

    private final QueryHandler handler =
            Handlers.over(
                    new FakeTable()
                            .put(order("v1", 1))
                            .put(order("v2", 2))
                            .put(StoredEvents.cancelled(order("v1", 1), 1)),
                    new FakeBucket()
                            .put(
                                    StoredOrders.FOLDER + "part-v1-1.jsonl",
                                    document("v1", 1) + "\n"));

    @Property(tries = 3000)
    void oddQueriesAreAnsweredOrRefused_butNeverFail(
            @ForAll("events") String event,
            @ForAll boolean ofHistory,
            @ForAll("parameters") Map<String, String> parameters) {
        Event query = Event.of(event).without("accountid").without("vendorid").without("orderid");
        if (ofHistory) {
            query.route("GET /order/events");
        }
        parameters.forEach(query::with);

        String answer = Handlers.send(query, handler);

        assertThat(answer).matches("(?s)(200|302|400|404) .*");
    }

    @Provide
    Arbitrary<String> events() {
        return Arbitraries.of(
                "get-order.json", "get-orders-without-query.json", "get-invoice.json");
    }

    @Provide
    Arbitrary<Map<String, String>> parameters() {
        Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(300);
        Arbitrary<String> names =
                Arbitraries.frequencyOf(
                        Tuple.of(
                                9,
                                Arbitraries.of(
                                        "accountid",
                                        "vendorid",
                                        "orderid",
                                        "next",
                                        "limit",
                                        "at",
                                        "document",
                                        "format",
                                        "redirect",
                                        "download",
                                        "")),
                        Tuple.of(1, any));
        Arbitrary<String> values =
                Arbitraries.frequencyOf(
                        Tuple.of(
                                9,
                                Arbitraries.of(
                                        "a1",
                                        "v1",
                                        "v2",
                                        id("v1", 1).value(),
                                        "00000000-0000-8000-8000-000000000000",
                                        "ffffffff-ffff-8fff-bfff-ffffffffffff",
                                        "1",
                                        "1000",
                                        "0",
                                        "2026-11-23T10:11:13Z",
                                        "2026-11-23 10:11:14+00",
                                        "creditnote",
                                        "json",
                                        "html",
                                        "pdf",
                                        "true",
                                        "",
                                        ",")),
                        Tuple.of(1, any));
        return Arbitraries.maps(names, values).ofMaxSize(6);
    }
}
