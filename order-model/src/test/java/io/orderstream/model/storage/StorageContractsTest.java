package io.orderstream.model.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.AccountId;
import io.orderstream.model.Events;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.Orders;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import io.orderstream.model.wire.OrderDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageContractsTest {

    private static final Order ORDER = Orders.parse(Orders.COFFEE);
    private static final Instant RECEIVED = Instant.parse("2026-11-23T10:59:59.987654Z");

    @Test
    void theDocumentHasTheseMembers_inThisSequence() {
        assertThat(OrderDocument.format(new ReceivedOrder(ORDER, RECEIVED)))
                .isEqualTo(
                        "{\"orderid\":\""
                                + ORDER.id()
                                + "\",\"accountid\":\"a1\",\"vendorid\":\"v1\","
                                + "\"orderdate\":\"2026-11-23T10:11:12.123456Z\","
                                + "\"receivedat\":\"2026-11-23T10:59:59.987Z\","
                                + "\"unitprice\":\"4.5\",\"quantity\":2,\"total\":\"9\","
                                + "\"details\":{\"coffeetype\":\"Short Black\","
                                + "\"coffeesize\":\"Small\",\"unitprice\":\"4.5\","
                                + "\"quantity\":\"2\"}}");
    }

    @Test
    void moneyIsPlainAndExact_evenIfItIsLarge() {
        Order order =
                Orders.parse(
                        Orders.withDetails(
                                "{\"unitprice\":\"1.23456789E+14\",\"quantity\":\"1E+11\"}"));

        assertThat(OrderDocument.format(new ReceivedOrder(order, RECEIVED)))
                .contains(
                        "\"unitprice\":\"123456789000000\",\"quantity\":100000000000,"
                                + "\"total\":\"12345678900000000000000000\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"orderid\":\"x\"}", "not json"})
    void invalidTextsAreRefusedAsDocuments(String text) {
        assertThatThrownBy(() -> OrderDocument.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"two\"", "null", "2.5", "1e30"})
    void aQuantityThatIsNotAWholeNumberIsRefusedInADocument(String quantity) {
        String document =
                OrderDocument.format(new ReceivedOrder(ORDER, RECEIVED))
                        .replace("\"quantity\":2,", "\"quantity\":" + quantity + ",");

        assertThatThrownBy(() -> OrderDocument.parse(document))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sortKeysKeepTheOrdersOfAVendorTogether() {
        VendorId vendor = VendorId.of("v1");

        assertThat(OrderTable.sortKey(vendor, ORDER.id())).isEqualTo("v1#" + ORDER.id());
        assertThat(OrderTable.sortKeyPrefix(vendor)).isEqualTo("v1#");
        for (String next :
                List.of(
                        "v1+", "v1-", "v1.", "v1|", "v10", "v1:", "v1@", "v1A", "v1_", "v1a",
                        "v2")) {
            assertThat(OrderTable.sortKey(VendorId.of(next), ORDER.id()))
                    .doesNotStartWith(OrderTable.sortKeyPrefix(vendor));
        }
    }

    @Test
    void sortKeysPutTheEventsOfAnOrderAfterIt_inTheSequenceOfTheLog() {
        List<String> keys =
                List.of(
                        OrderTable.sortKey(VendorId.of("v1"), OrderId.of(Events.ORDER_ID)),
                        eventKey("9", 99),
                        eventKey("10", 2),
                        eventKey("10", 10),
                        OrderTable.sortKey(
                                VendorId.of("v1"),
                                OrderId.of("01a207e3-627b-8a1f-b4ba-f587d21b0fbb")));

        assertThat(keys).isSorted().doesNotHaveDuplicates();
        assertThat(keys.get(1))
                .isEqualTo(
                        "v1#"
                                + Events.ORDER_ID
                                + "#"
                                + "0".repeat(59)
                                + "9-0000000099#01a22198-ed00-87ba-afaf-8628baddbc6f")
                .startsWith(
                        OrderTable.eventKeyPrefix(VendorId.of("v1"), OrderId.of(Events.ORDER_ID)));
        assertThat(keys.subList(1, 4))
                .allMatch(key -> key.startsWith("v1#" + Events.ORDER_ID + "#"));
    }

    private static String eventKey(String sequenceNumber, int index) {
        return OrderTable.sortKey(
                Events.received(
                        Events.CANCELLED, Events.ARRIVAL, LogPosition.of(sequenceNumber, index)));
    }

    @Test
    void anEventsItemHasTheseAttributes_andIsParsedToTheSameEvent() {
        ReceivedEvent event =
                Events.received(
                        Events.event(
                                "refunded",
                                ",\"reason\":\"cold\",\"amount\":4.50,\"ifversion\":7,"
                                        + "\"idempotencykey\":\""
                                        + Events.KEY
                                        + '"'));
        String sequence = "0".repeat(56) + "4967-0000000003";

        assertThat(EventAttributes.of(event).stream().map(EventAttributes.Attribute::toString))
                .containsExactly(
                        "accountid S a1",
                        "vendorid_orderid S v1#"
                                + Events.ORDER_ID
                                + "#"
                                + sequence
                                + "#"
                                + event.event().id(),
                        "orderid S " + Events.ORDER_ID,
                        "type S refunded",
                        "eventdate S 2026-11-28T10:00:00Z",
                        "receivedat S 2026-11-28T10:00:00.480Z",
                        "sequence S " + sequence,
                        "idempotencykey S " + Events.KEY,
                        "ifversion N 7",
                        "amount N 4.5",
                        "reason S cold");
        for (ReceivedEvent one : List.of(event, Events.received(Events.event("fulfilled", "")))) {
            Map<String, String> item = new HashMap<>();
            EventAttributes.of(one)
                    .forEach(attribute -> item.put(attribute.name(), attribute.value()));

            assertThat(EventAttributes.parse(name -> Optional.ofNullable(item.get(name))))
                    .isEqualTo(one);
        }
    }

    @Test
    void anOrdersItemIsNoEvent() {
        Map<String, String> item = Map.of(OrderTable.VENDOR_ID_ORDER_ID, "v1#" + Events.ORDER_ID);

        assertThatThrownBy(() -> EventAttributes.parse(name -> Optional.ofNullable(item.get(name))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The sort key is not that of an event");
    }

    @Test
    void theArchiveHasFoldersForTheHourOfArrival_theSlotAndTheEpoch() {
        String epoch = ArchiveLayout.epoch(1_764_365_112_345L, 123);

        assertThat(ArchiveLayout.epochFolder(RECEIVED, 7, epoch))
                .isEqualTo("dt=2026-11-23/hh=10/slot=07/1764365112345-0000000123");
        assertThat(ArchiveLayout.epochFolder(RECEIVED, 112, "e"))
                .isEqualTo("dt=2026-11-23/hh=10/slot=112/e");
        assertThat(ArchiveLayout.invoicePrefix(ArchiveLayout.epochFolder(RECEIVED, 7, epoch)))
                .isEqualTo("invoices/dt=2026-11-23/hh=10/slot=07/1764365112345-0000000123/");
        assertThat(ArchiveLayout.eventPrefix(ArchiveLayout.epochFolder(RECEIVED, 7, epoch)))
                .isEqualTo("events/dt=2026-11-23/hh=10/slot=07/1764365112345-0000000123/");
        assertThat(ArchiveLayout.rejectedPrefix(RECEIVED))
                .isEqualTo("rejected/dt=2026-11-23/hh=10/");
    }

    @Test
    void epochsSortByStartThenByCheckpoint() {
        assertThat(
                        List.of(
                                ArchiveLayout.epoch(1_764_365_112_345L, 0),
                                ArchiveLayout.epoch(1_764_365_112_345L, 9),
                                ArchiveLayout.epoch(1_764_365_112_345L, 10),
                                ArchiveLayout.epoch(1_764_365_112_346L, 0)))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void anArchiveLineIsTheDocumentAndALineEnd() {
        ReceivedOrder received = new ReceivedOrder(ORDER, RECEIVED);

        assertThat(OrderDocument.line(received))
                .isEqualTo(
                        (OrderDocument.format(received) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anIssuedDocumentIsInTheFolderOfItsAccountAndVendor() {
        assertThat(IssuedDocument.HTML.key(ORDER.account(), ORDER.vendor(), ORDER.id()))
                .isEqualTo("issued/a1/v1/" + ORDER.id() + ".html");
        assertThat(IssuedDocument.HTML.creditNoteKey(ORDER.account(), ORDER.vendor(), "n-2"))
                .isEqualTo("issued/a1/v1/creditnote-n-2.html");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "019AB043-c95b-8f21-9c3e-5d2b7a1f0e6d",
                "019ab043-c95b-7f21-9c3e-5d2b7a1f0e6d",
                "019ab043-c95b-8f21-cc3e-5d2b7a1f0e6d",
                "019ab043c95b8f219c3e5d2b7a1f0e6d",
                "../../../../../../../../../../etc/ps",
                ""
            })
    void invalidTextsAreRefusedAsOrderIds(String text) {
        assertThatThrownBy(() -> OrderId.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("orderid: expected a UUID version 8 in lower case");
    }

    @Test
    void refusalsOfIdsDoNotRepeatTheText() {
        assertThatThrownBy(() -> AccountId.of("secret/"))
                .hasMessage(
                        "accountid: expected 1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the"
                                + " first one a letter or digit");
        assertThatThrownBy(() -> VendorId.of("secret/"))
                .hasMessage(
                        "vendorid: expected 1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the first"
                                + " one a letter or digit");
    }
}
