package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import io.orderstream.embedded.issuer.LocalIssuer;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A page of another origin calls the API and the bucket, in a real browser. The API requires
 * tokens. A preflight request has no token. So the template needs a route for OPTIONS that has no
 * authorizer. If this route were missing, the authorizer of the route {@code $default} would refuse
 * the preflight request.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserITCase {

    private static final String AUDIENCE = "orders";

    private LocalIssuer issuer;
    private WebPage shop;
    private WebPage stranger;
    private StackUnderTest stack;
    private String token;

    @BeforeAll
    void start() {
        shop = WebPage.open();
        stranger = WebPage.open();
        issuer = LocalIssuer.start();
        stack =
                StackUnderTest.start(
                        "browser",
                        options ->
                                options.withParameter("Authorization", "JWT")
                                        .withParameter("JwtIssuer", issuer.address())
                                        .withParameter("JwtAudience", AUDIENCE)
                                        .withParameter("CorsOrigins", shop.origin()));
        stack.startJob();
        token =
                issuer.sign(
                        issuer.claims(AUDIENCE)
                                .claim("accountid", "a1")
                                .expirationTime(Date.from(Instant.now().plusSeconds(3_600))));
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
        if (issuer != null) {
            issuer.close();
        }
        if (stranger != null) {
            stranger.close();
        }
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void aPageOfAnAllowedOriginPostsAnOrder_andReadsItsInvoice() {
        JsonNode value =
                value(
                        shop.run(
                                script(
                                        """
                                        const posted = await fetch(API + '/order', {
                                            method: 'POST',
                                            headers: {...TOKEN, 'content-type': 'application/json',
                                                'idempotency-key':
                                                    '019aafd1-3b4c-7f21-9c3e-5d2b7a1f0e6d'},
                                            body: ORDER});
                                        const pair = '?accountid=a1&vendorid=browser';
                                        const read = await available('/order' + pair);
                                        const invoice = await available('/invoice' + pair);
                                        const url = (await invoice.json()).url;
                                        const fetched = await fetch(url);
                                        const followed = await fetch(
                                            API + '/invoice' + pair + '&redirect=true',
                                            {headers: TOKEN});
                                        const missing = await fetch(
                                            API + '/order?accountid=a1&vendorid=none',
                                            {headers: TOKEN});
                                        return {
                                            posted: posted.status,
                                            requestid: posted.headers.get('apigw-requestid'),
                                            read: (await read.json()).order.vendorid,
                                            fetched: (await fetched.json()).vendorid,
                                            etag: fetched.headers.get('etag'),
                                            redirected: followed.redirected,
                                            followed: (await followed.json()).vendorid,
                                            retryafter: missing.headers.get('retry-after'),
                                        };
                                        """)));

        assertThat(value.path("posted").asInt()).as("%s", value).isEqualTo(202);
        assertThat(value.path("requestid").asText()).isNotEmpty().isNotEqualTo("null");
        assertThat(value.path("read").asText()).isEqualTo("browser");
        assertThat(value.path("fetched").asText()).isEqualTo("browser");
        assertThat(value.path("etag").asText()).startsWith("\"");
        assertThat(value.path("redirected").asBoolean()).isTrue();
        assertThat(value.path("followed").asText()).isEqualTo("browser");
        assertThat(value.path("retryafter").asText()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fetch(API + '/order', {method: 'POST', body: ORDER.replace('browser', 'stranger'),"
                        + " headers: {...TOKEN, 'content-type': 'application/json'}})",
                "fetch(API + '/orders?accountid=a1', {headers: TOKEN})",
                "fetch(API + '/orders?accountid=a1')"
            })
    void aPageOfAnOriginThatIsNotAllowedGetsNoAnswer(String fetch) {
        assertThat(stranger.run(script("return (await " + fetch + ").status")))
                .hasToString("{\"error\":\"TypeError: Failed to fetch\"}");
        assertThat(stack.itemsOf("a1"))
                .noneMatch(item -> item.get("vendorid").s().equals("stranger"));
    }

    @Test
    void aPageOfAnAllowedOriginMayNotSendOtherHeaders() {
        assertThat(
                        shop.run(
                                script(
                                        """
                                        return (await fetch(API + '/orders?accountid=a1',
                                            {headers: {...TOKEN, 'x-own': '1'}})).status;
                                        """)))
                .hasToString("{\"error\":\"TypeError: Failed to fetch\"}");
    }

    /**
     * The route for OPTIONS has no authorizer. So the gateway passes the request on to the query
     * function, which answers it.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/order", "/orders", "/invoice"})
    void optionsIsAnsweredWithoutAToken(String path) {
        Answer options = stack.api().send("OPTIONS", path, "", Map.of());

        assertThat(options.status()).as("%s", options).isEqualTo(204);
        assertThat(options.header("allow")).contains("OPTIONS");
        assertThat(options.text()).isEmpty();
    }

    @Test
    void anInvoiceFitsANarrowScreen_andFourSheetsOfPaper() {
        String lines =
                IntStream.rangeClosed(1, 60)
                        .mapToObj(
                                i ->
                                        """
                                        {"description":"Flat White %d","quantity":1,\
                                        "unitprice":"4.50","options":{"size":"large",\
                                        "milk":{"type":"oat","ml":120,"temperature":"hot"},\
                                        "extras":["vanilla","caramel",{"shot":2}]}}"""
                                                .formatted(i))
                        .collect(Collectors.joining(","));
        String levels = "{\"level\":".repeat(28) + "{\"leaf\":1}" + ",\"b\":\"word\"}".repeat(28);
        String order =
                """
                {"order":{"accountid":"a1","vendorid":"paper","orderdate":"2026-11-23T10:00:00Z",\
                "details":{"unitprice":"4.5","quantity":60,"currency":"EUR","lines":[%s],\
                "levels":%s,"word":"%s"}}}"""
                        .formatted(lines, levels, "x".repeat(2_000));

        JsonNode value =
                value(
                        shop.run(
                                script(
                                        "const PAPER = "
                                                + Json.text(order)
                                                + """
                                                ;
                                                const frame = await invoiceOf(PAPER, 'paper', 390);
                                                const page = frame.contentDocument;
                                                const root = page.documentElement;
                                                return {
                                                    html: frame.srcdoc,
                                                    overflow: root.scrollWidth - root.clientWidth,
                                                    weight: frame.contentWindow.getComputedStyle(
                                                        page.querySelector('.total')).fontWeight,
                                                };
                                                """)));

        assertThat(value.path("overflow").asInt(-1)).isZero();
        // The total is bold only if the content security policy allows the style sheet in the page.
        assertThat(value.path("weight").asText()).isEqualTo("700");
        assertThat(value.path("html").asText()).contains("Flat White 60", "EUR 270.00");
        assertThat(WebPage.sheetsOf(value.path("html").asText())).isBetween(2, 4);
    }

    /** The largest amount of this invoice has 15 digits before the decimal point and 3 after it. */
    @ParameterizedTest
    @ValueSource(ints = {390, 720, 1280})
    void noAmountAndNoDateIsSplitOverSeveralLines(int width) {
        String order =
                """
                {"order":{"accountid":"a1","vendorid":"dear","orderdate":"2026-11-23T10:00:00Z",\
                "details":{"unitprice":"999999999999999.999","quantity":1,"currency":"BHD",\
                "lines":[{"description":"A machine","quantity":1,\
                "unitprice":"999999999999999.999"},\
                {"description":"Discount","amount":"-100000000000000.125"}]}}}""";

        JsonNode value =
                value(
                        shop.run(
                                script(
                                        "const DEAR = "
                                                + Json.text(order)
                                                + "; const frame = await invoiceOf(DEAR, 'dear', "
                                                + width
                                                + """
                                                );
                                                const page = frame.contentDocument;
                                                const root = page.documentElement;
                                                const whole = [...page.querySelectorAll(
                                                    '.facts dd, .price, .amount, .sums dd')];
                                                const divided = whole.filter(part => {
                                                    const range = page.createRange();
                                                    range.selectNodeContents(part);
                                                    return range.getClientRects().length > 1;
                                                });
                                                return {
                                                    overflow: root.scrollWidth - root.clientWidth,
                                                    texts: whole.map(part => part.textContent),
                                                    divided: divided.map(part => part.textContent),
                                                };
                                                """)));

        assertThat(value.path("texts").toString())
                .contains("23 November 2026, 10:00 UTC", "\"BHD 999,999,999,999,999.999\"");
        assertThat(value.path("divided")).isEmpty();
        assertThat(value.path("overflow").asInt(-1)).isZero();
    }

    private String script(String body) {
        return """
               const API = %s;
               const TOKEN = {authorization: %s};
               const ORDER = %s;
               const available = async path => {
                   for (;;) {
                       const answer = await fetch(API + path, {headers: TOKEN});
                       if (answer.status !== 404) { return answer; }
                       await new Promise(done => setTimeout(done, 500));
                   }
               };
               const invoiceOf = async (order, vendor, width) => {
                   await fetch(API + '/order', {
                       method: 'POST',
                       headers: {...TOKEN, 'content-type': 'application/json'},
                       body: order});
                   const invoice = await available(
                       '/invoice?accountid=a1&vendorid=' + vendor + '&format=html');
                   const address = (await invoice.json()).url;
                   const frame = document.createElement('iframe');
                   frame.style.cssText = `width:${width}px;height:800px;border:0`;
                   frame.srcdoc = await (await fetch(address)).text();
                   const loaded = new Promise(done => frame.onload = done);
                   document.body.append(frame);
                   await loaded;
                   return frame;
               };
               """
                        .formatted(
                                Json.text(stack.apiAddress().toString()),
                                Json.text("Bearer " + token),
                                Json.text(
                                        coffee("a1", "browser", "2026-11-23T10:00:00Z", "4.5", 2)))
                + body;
    }

    private static JsonNode value(JsonNode outcome) {
        assertThat(outcome.has("value")).as("%s", outcome).isTrue();
        return outcome.path("value");
    }
}
