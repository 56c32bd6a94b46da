package io.orderstream.query.invoices;

import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.OrderLife;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import io.orderstream.query.orders.StoredOrders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests the HTML of a page. {@link PrintedDocumentTest} tests the texts of documents. */
class InvoiceHtmlTest {

    private final InvoiceHtml page = new InvoiceHtml();

    private String of(String details) {
        return page.of(order("a1", "v1", 0, details).received());
    }

    @Test
    void showsThePartsOfAnInvoice() {
        assertThat(
                        of(
                                """
                                {"currency":"EUR","seller":{"name":"Shop","address":["Street","Town"]},\
                                "lines":[{"description":"Espresso","quantity":2,"unitprice":"2.50",\
                                "size":"S"},{"description":"Cake","amount":"3"}],"table":7}"""))
                .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
                .contains("<title>Invoice INV-20261123-0000-0000-03KV</title>")
                .contains(
                        """
                        <h1>Invoice</h1>
                        <p class="number">INV-20261123-0000-0000-03KV</p>
                        <p class="scope"></p>
                        <dl class="facts">
                        <div><dt>Invoice date</dt><dd>23 November 2026, 10:11 UTC</dd></div>
                        <div><dt>Order date</dt><dd>23 November 2026, 10:11 UTC</dd></div>
                        <div><dt>Order id</dt><dd>ID</dd></div>
                        </dl>
                        <div class="parties">
                        <section>
                        <h2>Seller</h2>
                        <p class="name">Shop</p>
                        <p>Street
                        Town</p>
                        <p class="gap"></p>
                        <p class="id">Vendor v1</p>
                        </section>
                        <section>
                        <h2>Buyer</h2>
                        <p class="name"></p>
                        <p></p>
                        <p class="gap">Name and address missing</p>
                        <p class="id">Account a1</p>
                        </section>
                        </div>
                        """
                                .replace("ID", StoredOrders.id("v1", 0).value()))
                .contains(
                        """
                        <thead>
                        <tr><th scope="col">Description</th><th scope="col">Quantity</th>\
                        <th scope="col">Unit price</th><th scope="col">Amount</th></tr>
                        </thead>
                        <tbody>
                        <tr><td class="what">Espresso</td><td class="quantity">2</td>\
                        <td class="price">2.50</td><td class="amount">5.00</td></tr>
                        <tr><td class="more" colspan="4">size: S</td></tr>
                        </tbody>
                        <tbody>
                        <tr><td class="what">Cake</td><td class="quantity"></td>\
                        <td class="price"></td><td class="amount">3.00</td></tr>
                        </tbody>
                        </table>
                        <dl class="sums">
                        <div class="part"><dt>Sum of the lines</dt><dd>8.00</dd></div>
                        """)
                .contains(
                        """
                        <div class="total"><dt>Total</dt><dd>EUR 9.00</dd></div>
                        </dl>
                        <p class="note">The lines do not add up to the total. The total is that of \
                        the order.</p>
                        <p class="note">The order does not state: name and address of the \
                        buyer. Ask the sender of the order.</p>
                        <p class="note">This document states no taxes. It is not a tax invoice \
                        where the law demands tax amounts.</p>
                        <h2 class="details">Details of the order</h2>
                        <dl class="details">
                        <dt class="d0">table</dt><dd>7</dd>
                        </dl>
                        </body>
                        </html>
                        """);
    }

    @Test
    void showsACreditNote() {
        StoredOrder order = order("a1", "v1", 0, "{\"currency\":\"EUR\"}");
        OrderLife life = OrderLife.of(order.received(), List.of(StoredEvents.cancelled(order, 2)));

        assertThat(page.of(PrintedDocument.of(CreditNote.of(life).orElseThrow())))
                .contains("<title>Credit note CN-20261123-0000-0000-03KV-1</title>")
                .contains(
                        """
                        <p class="number">CN-20261123-0000-0000-03KV-1</p>
                        <p class="scope">Contains all credits so far. Replaces all earlier credit \
                        notes of this invoice.</p>
                        """)
                .contains("<td class=\"what\">Cancelled</td>")
                .contains(
                        "<td class=\"more\" colspan=\"4\">23 November 2026, 10:13 UTC"
                                + " · reason: too &lt;late&gt;</td>")
                .contains("<div class=\"total\"><dt>Credited</dt><dd>EUR 9.00</dd></div>")
                .doesNotContain("Details of the order");
    }

    @Test
    void aLongNumberIsDividedOnlyBetweenGroupsOfDigits() {
        assertThat(of("{\"description\":\"1,234,567,890,123,456.78 and 999,999,999,999,999.999\"}"))
                .contains(
                        "1,<wbr>234,<wbr>567,<wbr>890,<wbr>123,<wbr>456.78"
                                + " and 999,999,999,999,999.999");
    }

    @Test
    void printsTheNumberOnEachPage() {
        assertThat(of("{}"))
                .contains("@bottom-left { content: \"INV-20261123-0000-0000-03KV\"; }")
                .contains(
                        "@bottom-right { content: \"page \" counter(page) \" of \" counter(pages)");
    }

    @Test
    void escapesTheTextsOfAClient() {
        String text = "</td><script>alert('1') & \\\"2\\\"</script>{{title}}";
        String escaped =
                "&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39;) &amp;"
                        + " &quot;2&quot;&lt;/script&gt;{{title}}";

        assertThat(
                        of(
                                """
                                {"seller":{"name":"TEXT","address":"TEXT"},\
                                "lines":[{"description":"TEXT","TEXT":"TEXT"}],"TEXT":"TEXT"}"""
                                        .replace("TEXT", text)))
                .contains("<p class=\"name\">" + escaped + "</p>\n<p>" + escaped + "</p>")
                .contains("<td class=\"what\">" + escaped + "</td>")
                .contains("<td class=\"more\" colspan=\"4\">" + escaped + ": " + escaped + "</td>")
                .contains("<dt class=\"d0\">" + escaped + "</dt><dd>" + escaped + "</dd>")
                .doesNotContain("<script");
    }

    @Test
    void allowsOnlyItsOwnStyle_andLoadsNothing() throws Exception {
        String html = of("{}");
        Matcher style = Pattern.compile("<style>(.*)</style>", Pattern.DOTALL).matcher(html);
        assertThat(style.find()).isTrue();
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(style.group(1).getBytes(StandardCharsets.UTF_8));

        assertThat(html)
                .contains(
                        "<meta http-equiv=\"Content-Security-Policy\""
                                + " content=\"default-src 'none'; style-src 'sha256-"
                                + Base64.getEncoder().encodeToString(hash)
                                + "'; base-uri 'none'; form-action 'none'\">")
                .doesNotContain("src=", "href=", "url(", "@import", "style=\"");
    }

    @Test
    void showsDetailsOfTheGreatestDepth() {
        assertThat(of("{\"a\":".repeat(29) + "{\"leaf\":1}" + "}".repeat(29)))
                .contains("<dd>leaf: 1</dd>");
    }
}
