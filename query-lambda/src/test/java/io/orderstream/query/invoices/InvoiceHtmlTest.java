package io.orderstream.query.invoices;

import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.OrderLife;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import io.orderstream.query.orders.StoredOrders;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvoiceHtmlTest {

    private final InvoiceHtml page = new InvoiceHtml();

    private String of(String details) {
        return page.of(order("a1", "v1", 0, details).received());
    }

    @Test
    void showsEveryMember() {
        assertThat(of("{\"unitprice\":4.50,\"quantity\":\"2\"}"))
                .contains(
                        """
                        <h1>Invoice</h1>
                        <p class="id">ID</p>
                        <table>
                        <tr><th scope="row">Account</th><td>a1</td></tr>
                        <tr><th scope="row">Vendor</th><td>v1</td></tr>
                        <tr><th scope="row">Ordered</th><td>2026-11-23T10:11:12Z</td></tr>
                        <tr><th scope="row">Received</th><td>2026-11-23T10:11:12.480Z</td></tr>
                        <tr><th scope="row">Unit price</th><td>4.50</td></tr>
                        <tr><th scope="row">Quantity</th><td>2</td></tr>
                        <tr class="total"><th scope="row">Total</th><td>9.00</td></tr>
                        </table>
                        <h2>Details</h2>
                        <table>
                        <tr><th scope="row">unitprice</th><td>4.50</td></tr>
                        <tr><th scope="row">quantity</th><td>2</td></tr>
                        </table>
                        """
                                .replace("ID", StoredOrders.id("v1", 0).value()));
    }

    @Test
    void showsMoneyWithTheDecimalsOfItsCurrency() {
        assertThat(of("{\"currency\":\"BHD\"}"))
                .contains("<th scope=\"row\">Unit price</th><td>4.500</td>")
                .contains("<th scope=\"row\">Total</th><td>9.000</td>");
        assertThat(of("{\"currency\":\"JPY\"}"))
                .contains("<th scope=\"row\">Unit price</th><td>4.5</td>")
                .contains("<th scope=\"row\">Total</th><td>9</td>");
        for (String none : List.of("\"money\"", "7", "null", "{}", "[\"JPY\"]")) {
            assertThat(of("{\"currency\":" + none + "}"))
                    .contains("<th scope=\"row\">Total</th><td>9.00</td>");
        }
    }

    @Test
    void showsObjectsAndArraysAsNestedTables() {
        assertThat(
                        of(
                                """
                                {"size":{"cup":{"ml":250}},"notes":["hot",{"name":null}],\
                                "none":[],"ok":true}"""))
                .contains(
                        """
                        <table>
                        <tr><th scope="row">size</th><td><table>
                        <tr><th scope="row">cup</th><td><table>
                        <tr><th scope="row">ml</th><td>250</td></tr>
                        </table>
                        </td></tr>
                        </table>
                        </td></tr>
                        <tr><th scope="row">notes</th><td><table>
                        <tr><th scope="row">1</th><td>hot</td></tr>
                        <tr><th scope="row">2</th><td><table>
                        <tr><th scope="row">name</th><td>null</td></tr>
                        </table>
                        </td></tr>
                        </table>
                        </td></tr>
                        <tr><th scope="row">none</th><td></td></tr>
                        <tr><th scope="row">ok</th><td>true</td></tr>
                        </table>
                        """);
    }

    @Test
    void escapesTheTextsOfAClient() {
        assertThat(
                        of(
                                """
                                {"<script>x":\
                                "</td><script>alert('1') & \\"2\\"</script>{{orderid}}"}"""))
                .contains(
                        "<th scope=\"row\">&lt;script&gt;x</th>"
                                + "<td>&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39;) &amp;"
                                + " &quot;2&quot;&lt;/script&gt;{{orderid}}</td>")
                .doesNotContain("<script");
    }

    @Test
    void showsACreditNote_withWhatHappened() {
        StoredOrder order = order("a1", "v1", 0, "{\"currency\":\"BHD\"}");
        OrderLife life =
                OrderLife.of(
                        order.received(),
                        List.of(
                                StoredEvents.refunded(order, 1, "4"),
                                StoredEvents.cancelled(order, 2)));

        assertThat(page.of(CreditNote.of(life).orElseThrow()))
                .contains(
                        """
                        <h1>Credit note</h1>
                        <p class="id">ID-2</p>
                        <table>
                        <tr><th scope="row">Order</th><td>ID</td></tr>
                        <tr><th scope="row">Account</th><td>a1</td></tr>
                        <tr><th scope="row">Vendor</th><td>v1</td></tr>
                        <tr><th scope="row">Ordered</th><td>2026-11-23T10:11:12Z</td></tr>
                        <tr><th scope="row">Total of the order</th><td>9.000</td></tr>
                        <tr><th scope="row">Left to pay</th><td>0.000</td></tr>
                        <tr class="total"><th scope="row">Credited</th><td>9.000</td></tr>
                        </table>
                        <h2>What happened to the order</h2>
                        <table>
                        <tr><th scope="row">refunded</th><td><table>
                        <tr><th scope="row">date</th><td>2026-11-23T10:12:12Z</td></tr>
                        <tr><th scope="row">amount</th><td>4.000</td></tr>
                        </table>
                        </td></tr>
                        <tr><th scope="row">cancelled</th><td><table>
                        <tr><th scope="row">date</th><td>2026-11-23T10:13:12Z</td></tr>
                        <tr><th scope="row">reason</th><td>too &lt;late&gt;</td></tr>
                        </table>
                        </td></tr>
                        </table>
                        """
                                .replace("ID", StoredOrders.id("v1", 0).value()));
    }

    @Test
    void loadsNothing() {
        assertThat(of("{}"))
                .contains(
                        "<meta http-equiv=\"Content-Security-Policy\""
                                + " content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .doesNotContain("src=", "href=", "url(", "@import");
    }

    @Test
    void showsDetailsOfTheGreatestDepth() {
        String deep = "{\"a\":".repeat(29) + "{\"leaf\":1}" + "}".repeat(29);

        assertThat(of(deep)).contains("<th scope=\"row\">leaf</th><td>1</td>");
    }
}
