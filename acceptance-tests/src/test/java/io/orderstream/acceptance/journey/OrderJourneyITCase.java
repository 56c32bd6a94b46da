package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;

/**
 * Follows orders from POST to invoice through the packaged artifacts. Each test has accounts of its
 * own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderJourneyITCase {

    private static final int URL_EXPIRY_SECONDS = 600;

    private StackUnderTest stack;
    private String postedBeforeTheJobStarted;

    @BeforeAll
    void start() {
        stack =
                StackUnderTest.start(
                        "orders",
                        options ->
                                options.withParameter(
                                        "UrlExpirySeconds", Integer.toString(URL_EXPIRY_SECONDS)));
        postedBeforeTheJobStarted =
                stack.post(coffee("early", "bird", "2026-11-23 10:11:12.123456", "3.25", 4));
        stack.startJob();
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void anOrderIsReadWithEverythingThatWasSent() {
        Instant before = Instant.now().minusSeconds(1);
        String id = stack.post(coffee("ann", "vic", "2026-11-23 10:11:12.123456", "4.50", 2));

        ObjectNode order =
                (ObjectNode)
                        stack.awaitOk("/order?accountid=ann&vendorid=vic&orderid=" + id)
                                .json()
                                .path("order");

        assertThat(Instant.parse(order.remove("receivedat").asText()))
                .isBetween(before, Instant.now().plusSeconds(1));
        assertThat(order)
                .isEqualTo(
                        Json.read(
                                """
                                {"orderid": "%s", "accountid": "ann", "vendorid": "vic",
                                 "orderdate": "2026-11-23T10:11:12.123456Z",
                                 "unitprice": "4.5", "quantity": 2, "total": "9",
                                 "details": {"coffeetype": "Short Black", "coffeesize": "Small",
                                             "unitprice": "4.50", "quantity": "2"},
                                 "status": "placed", "version": 0, "refunded": "0", "net": "9"}
                                """
                                        .formatted(id)));
        assertThat(
                        stack.awaitOk("/order?accountid=ann&vendorid=vic")
                                .json()
                                .path("order")
                                .path("orderid")
                                .asText())
                .isEqualTo(id);
        assertThat(
                        stack.awaitOk("/orders?accountid=ann")
                                .json()
                                .path("orders")
                                .path(0)
                                .path("orderid")
                                .asText())
                .isEqualTo(id);
    }

    /** The order as it is in the archive: without the state, which only the API adds. */
    private static JsonNode withoutState(JsonNode order) {
        ObjectNode document = order.deepCopy();
        document.remove(List.of("status", "version", "refunded", "net"));
        return document;
    }

    /** In a query string a plus sign means a blank, so the client must escape it. */
    @Test
    void idsOfIdentityProviders_andDatesInOtherNotations_passThroughAllParts() {
        String account = "auth0|ida+orders@example.com";
        String vendor = "v|1+x";
        String id =
                stack.post("\ufeff" + coffee(account, vendor, "2026-11-23t11:00:00+01", "1.20", 3));
        String pair = "accountid=auth0%7Cida%2Borders@example.com&vendorid=v%7C1%2Bx";

        JsonNode order = stack.awaitOk("/order?" + pair).json().path("order");
        Answer issued = stack.awaitOk("/invoice?" + pair + "&orderid=" + id);
        Answer page = stack.awaitOk("/invoice?format=html&" + pair);

        assertThat(order.path("accountid").asText()).isEqualTo(account);
        assertThat(order.path("vendorid").asText()).isEqualTo(vendor);
        assertThat(order.path("orderdate").asText()).isEqualTo("2026-11-23T10:00:00Z");
        assertThat(order.path("total").asText()).isEqualTo("3.6");
        assertThat(stack.awaitOk("/orders?" + pair).json().path("orders")).containsExactly(order);
        assertThat(stack.api().fetch(issued.json().path("url").asText()).json())
                .isEqualTo(withoutState(order));
        assertThat(stack.api().fetch(page.json().path("url").asText()).text())
                .contains("Account " + account, "Vendor " + vendor)
                .contains("<td class=\"amount\">3.60</td>");
        assertThat(stack.keysUnder("issued/" + account + "/"))
                .containsExactly(
                        "issued/" + account + "/" + vendor + "/" + id + ".html",
                        "issued/" + account + "/" + vendor + "/" + id + ".json");
        assertThat(stack.archivedOf(account)).containsExactly(withoutState(order));
    }

    @Test
    void anOrderPostedBeforeTheJobStartedIsProcessed() {
        assertThat(
                        stack.awaitOk("/order?accountid=early&vendorid=bird")
                                .json()
                                .path("order")
                                .path("orderid")
                                .asText())
                .isEqualTo(postedBeforeTheJobStarted);
        assertThat(stack.awaitOk("/invoice?accountid=early").json().path("orderid").asText())
                .isEqualTo(postedBeforeTheJobStarted);
    }

    @Test
    void anInvoiceIsTheOrderDocument_behindAPresignedUrl() {
        String id = stack.post(coffee("ida", "vim", "2026-11-23T11:00:00Z", "1.20", 3));
        JsonNode order = stack.awaitOk("/order?accountid=ida&vendorid=vim").json().path("order");

        Answer issued = stack.awaitOk("/invoice?accountid=ida&vendorid=vim&orderid=" + id);
        Answer invoice = stack.api().fetch(issued.json().path("url").asText());

        assertThat(issued.json().path("orderid").asText()).isEqualTo(id);
        assertThat(issued.json().path("format").asText()).isEqualTo("json");
        assertThat(Instant.parse(issued.json().path("expiresat").asText()))
                .isBetween(Instant.now(), Instant.now().plusSeconds(URL_EXPIRY_SECONDS + 1));
        assertThat(invoice.status()).isEqualTo(200);
        assertThat(invoice.json()).isEqualTo(withoutState(order));
        assertThat(invoice.header("content-type")).isEqualTo("application/json");
        assertThat(invoice.header("content-disposition"))
                .isEqualTo("attachment; filename=\"invoice-" + id + ".json\"");
        assertThat(stack.keysUnder("issued/ida/"))
                .containsExactly("issued/ida/vim/" + id + ".json");
        assertThat(stack.archivedOf("ida")).containsExactly(withoutState(order));
    }

    @Test
    void anInvoiceIsAlsoAnHtmlPage_behindARedirect() {
        String id =
                stack.post(
                        coffee("hal", "vox", "2026-11-23T11:00:00Z", "7.35", 2)
                                .replace("Short Black", "<script>alert(1)</script>"));
        stack.awaitOk("/invoice?accountid=hal");

        Answer redirect = stack.api().get("/invoice?accountid=hal&format=html&redirect=true");
        Answer page = stack.api().fetch(redirect.header("location"));

        assertThat(redirect.status()).isEqualTo(302);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type"))
                .isEqualToIgnoringWhitespace("text/html;charset=utf-8");
        assertThat(page.header("content-disposition"))
                .isEqualTo("inline; filename=\"invoice-" + id + ".html\"");
        assertThat(page.text())
                .contains(id)
                .contains("14.70")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script");
    }

    @Test
    void anInvoiceIsAlsoAPdf_toShowOrToSave() {
        String id = stack.post(coffee("paz", "vox", "2026-11-23T11:00:00Z", "7.35", 2));
        String query = "/invoice?accountid=paz&format=pdf";

        Answer shown = stack.api().fetch(stack.awaitOk(query).json().path("url").asText());
        Answer saved =
                stack.api()
                        .fetch(stack.awaitOk(query + "&download=true").json().path("url").asText());

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.text()).startsWith("%PDF-");
        assertThat(shown.header("content-type")).isEqualTo("application/pdf");
        assertThat(shown.header("content-disposition"))
                .isEqualTo("inline; filename=\"invoice-" + id + ".pdf\"");
        assertThat(saved.header("content-disposition"))
                .isEqualTo("attachment; filename=\"invoice-" + id + ".pdf\"");
    }

    @Test
    void aPresignedUrlIsForOneObjectAndALimitedTime() {
        stack.post(coffee("pia", "vat", "2026-11-23T11:00:00Z", "2.00", 1));
        stack.post(coffee("pia", "vat", "2026-11-23T12:00:00Z", "2.00", 1));
        String later =
                stack.awaitOk("/order?accountid=pia&vendorid=vat")
                        .json()
                        .path("order")
                        .path("orderid")
                        .asText();
        stack.awaitOk("/invoice?accountid=pia&orderid=" + later + "&vendorid=vat");
        String url = stack.awaitOk("/invoice?accountid=pia").json().path("url").asText();
        String path = URI.create(url).getPath();

        assertThat(stack.api().fetch(url).status()).isEqualTo(200);
        assertThat(stack.api().fetch(url.replace("X-Amz-Signature=", "X-Amz-Signature=0")).status())
                .isEqualTo(403);
        assertThat(
                        stack.api()
                                .fetch(url.replace(path, path.replace("/issued/", "/invoices/")))
                                .status())
                .isEqualTo(403);
        assertThat(stack.api().fetch(url.replace(".json%22", ".html%22")).status()).isEqualTo(403);
        assertThat(stack.api().fetch(url.replaceAll("\\?.*", "")).status()).isEqualTo(403);
        // LocalS3ITCase tests that the local S3 refuses an expired URL.
        assertThat(URLDecoder.decode(url, StandardCharsets.UTF_8))
                .contains("X-Amz-Expires=" + URL_EXPIRY_SECONDS);
    }

    @Test
    void ordersArePagedNewestFirst_acrossVendors() {
        long seed = Instant.now().toEpochMilli();
        Random random = new Random(seed);
        // Some vendor ids begin with another vendor id. Their orders must not be mixed.
        List<String> vendors = List.of("v1", "v1-x", "v10", "V");
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            // The first orders are for different vendors, so that each vendor has an order.
            int vendor = i < vendors.size() ? i : random.nextInt(vendors.size());
            orders.add(
                    coffee(
                            "pam",
                            vendors.get(vendor),
                            "2026-11-23T12:00:" + (10 + i) + ".5Z",
                            "1." + i,
                            i + 1));
        }
        java.util.Collections.shuffle(orders, random);
        List<String> newestFirst = new ArrayList<>();
        orders.forEach(order -> newestFirst.add(stack.post(order)));
        newestFirst.sort(Comparator.reverseOrder());
        await("all orders can be read")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.itemsOf("pam").size() == orders.size());

        List<String> paged = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = stack.awaitOk("/orders?accountid=pam&limit=7" + next).json();
            page.path("orders").forEach(order -> paged.add(order.path("orderid").asText()));
            sizes.add(page.path("orders").size());
            next = page.hasNonNull("next") ? "&next=" + page.path("next").asText() : "";
        } while (!next.isEmpty());

        assertThat(paged).as("seed %d", seed).containsExactlyElementsOf(newestFirst);
        assertThat(sizes).containsExactly(7, 7, 7, 4);
        JsonNode ofOneVendor = stack.awaitOk("/orders?accountid=pam&vendorid=v1&limit=1000").json();
        assertThat(ofOneVendor.path("orders").findValuesAsText("vendorid")).containsOnly("v1");
    }

    @Test
    void newOrdersDoNotMoveThePages_andAnOlderOrderIsOnALaterPage() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            newestFirst.add(stack.post(orderOf("pat", "v" + i % 3, "12:00:" + (10 + i))));
        }
        newestFirst.sort(Comparator.reverseOrder());
        awaitItems("pat", 23);

        List<String> paged = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String newest = "";
        String next = "";
        do {
            JsonNode page = stack.awaitOk("/orders?accountid=pat&limit=5" + next).json();
            page.path("orders").forEach(order -> paged.add(order.path("orderid").asText()));
            sizes.add(page.path("orders").size());
            next = page.hasNonNull("next") ? "&next=" + page.path("next").asText() : "";
            if (sizes.size() == 2) {
                // This order is older than all others, so it belongs to a later page.
                newestFirst.add(stack.post(orderOf("pat", "older", "11:00:00")));
            }
            stack.post(orderOf("pat", "v1", "13:00:" + (10 + sizes.size())));
            newest =
                    stack.post(
                            orderOf("pat", "new-" + sizes.size(), "14:00:" + (10 + sizes.size())));
            awaitItems("pat", 23 + 2 * sizes.size() + (sizes.size() < 2 ? 0 : 1));
        } while (!next.isEmpty());

        assertThat(paged).containsExactlyElementsOf(newestFirst);
        assertThat(sizes).containsExactly(5, 5, 5, 5, 4);
        JsonNode first = stack.awaitOk("/orders?accountid=pat&limit=1").json();
        assertThat(first.path("orders").findValuesAsText("orderid")).containsExactly(newest);
        assertThat(stack.awaitOk("/invoice?accountid=pat").json().path("orderid").asText())
                .isEqualTo(newest);
    }

    private static String orderOf(String account, String vendor, String time) {
        return coffee(account, vendor, "2026-11-23T" + time + "Z", "1.5", 1);
    }

    private void awaitItems(String account, int count) {
        await(count + " items")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.itemsOf(account).size() == count);
    }

    /** Details with unusual notations and escapes, and with members that are not sorted. */
    private static final List<String> ODD_DETAILS =
            List.of(
                    "{\"z\":1,\"unitprice\":\"4.50\",\"a\":2,\"Z\":3,\"10\":4,\"2\":5,"
                            + "\"quantity\":\"2\",\"orderid\":\"mine\",\"details\":{\"total\":7}}",
                    "{\"quantity\":3.0,\"unitprice\":1e1,\"t\\u00e9xt\":\"\\u00e9\\/\\\"\\\\"
                            + "\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\\u2028\\u2029\\ud83d\\ude00\"}",
                    "{\"unitprice\":0.10,\"quantity\":1,\"é☕😀\":\"<script>&'\\u003c ☕ 😀 \u007f\u2028\"}",
                    "{\"unitprice\":\"1\",\"quantity\":1,\"numbers\":[0,-0,-0.0,1.10,100,1E+2,1e-130,"
                            + "9.9e125,12345678901234567890123456789012345678,9007199254740993,"
                            + "-0.00000000000000000000000000000000000001]}",
                    "{ \"unitprice\" : 5 ,\n\"nested\" : { \"b\" : [ [ ] , { } , null , true , \"\" ] ,"
                            + " \"a\" : { \"b\" : { \"a\" : 1.0 } } } , \"quantity\" : 1 }");

    @Test
    void theDocumentOfAnOrderIsTheSameEverywhere() {
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < ODD_DETAILS.size(); i++) {
            // Two orders have these details. One order is posted to the API, and the other order is
            // put directly onto the stream.
            accounts.add("api-" + i);
            stack.post(odd("api-" + i, ODD_DETAILS.get(i)));
            accounts.add("stream-" + i);
            byte[] record = odd("stream-" + i, ODD_DETAILS.get(i)).getBytes(StandardCharsets.UTF_8);
            stack.putOntoStream(record, "odd");
        }
        for (int i = 0; i < accounts.size(); i++) {
            assertSameEverywhere(accounts.get(i), ODD_DETAILS.get(i / 2));
        }
    }

    private static String odd(String account, String details) {
        return """
               {"order":{"details":%s,"vendorid":"vex","orderdate":"2026-11-23T10:00:00Z",\
               "accountid":"%s"}}"""
                .formatted(details, account);
    }

    private void assertSameEverywhere(String account, String sent) {
        String pair = "accountid=" + account + "&vendorid=vex";
        String shown = between("{\"order\":", stack.awaitOk("/order?" + pair).text(), "}");
        String url = stack.awaitOk("/invoice?" + pair).json().path("url").asText();
        String document = stack.api().fetch(url).text();

        String total = Json.read(document).path("total").asText();
        assertThat(shown)
                .isEqualTo(
                        document.substring(0, document.length() - 1)
                                + ",\"status\":\"placed\",\"version\":0,\"refunded\":\"0\",\"net\":\""
                                + total
                                + "\"}");
        assertThat(between("{\"orders\":[", stack.awaitOk("/orders?" + pair).text(), "]}"))
                .isEqualTo(shown);
        assertThat(
                        between(
                                "{\"orders\":[",
                                stack.awaitOk("/orders?accountid=" + account).text(),
                                "]}"))
                .isEqualTo(shown);
        assertThat(stack.linesUnder("invoices/"))
                .filteredOn(line -> line.contains("\"" + account + "\""))
                .containsExactly(document);
        String details = stack.itemsOf(account).get(0).get("details").s();
        assertThat(document).endsWith(",\"details\":" + details + "}");
        // The details have the members in the sequence in which they were sent, and numbers with
        // the same digits.
        assertThat(Json.exact(details).toString()).isEqualTo(Json.exact(sent).toString());
    }

    private static String between(String start, String text, String end) {
        assertThat(text).startsWith(start).endsWith(end);
        return text.substring(start.length(), text.length() - end.length());
    }

    @Test
    void eachOrderOfABatchIsAcceptedOrRefusedOnItsOwn() {
        String good = coffee("bob", "vow", "2026-11-23T13:00:00Z", "4.5", 2);
        String other = coffee("bob", "vow", "2026-11-23T13:00:01Z", "4.5", 2);
        String bad = coffee("bob", "vow", "2026-11-23T13:00:02Z", "4.5", 0);

        Answer answer =
                stack.api()
                        .post("/orders", "{\"orders\":[" + good + "," + bad + "," + other + "]}");

        assertThat(answer.status()).isEqualTo(207);
        JsonNode results = answer.json().path("results");
        assertThat(results.findValuesAsText("status"))
                .containsExactly("accepted", "refused", "accepted");
        assertThat(results.path(1).path("problems").path(0).path("path").asText())
                .isEqualTo("orders[1].order.details.quantity");
        await("both orders can be read")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.itemsOf("bob").size() == 2);
        assertThat(stack.api().post("/orders", "{\"orders\":[" + good + "]}").status())
                .isEqualTo(202);
    }

    @Test
    void anOrderThatIsPostedAgainHasOneId_oneItem_andOneArchiveLine() {
        String order = coffee("dup", "vet", "2026-11-23 10:11:12", "4.50", 2);
        String otherNotation =
                order.replace("\"4.50\"", "4.5").replace("\"2\"", "2").replace(" 10:", "T10:");

        Set<String> ids = new HashSet<>();
        ids.add(stack.post(order));
        ids.add(stack.post(order));
        ids.add(stack.post(order.replaceAll("\\s+\"", "\"")));
        String id = ids.iterator().next();
        stack.awaitOk("/invoice?accountid=dup");
        ids.add(stack.post(order));
        stack.awaitAllRead();

        assertThat(ids).hasSize(1);
        assertThat(stack.post(otherNotation)).isEqualTo(id);
        assertThat(stack.itemsOf("dup")).hasSize(1);
        assertThat(stack.archivedOf("dup"))
                .singleElement()
                .satisfies(line -> assertThat(line.path("orderid").asText()).isEqualTo(id));
    }

    @Test
    void recordsThatAreNotOrdersAreKeptUnchanged_andDoNotStopTheJob() {
        byte[] malformed = {'{', 0, (byte) 0xff, (byte) 0xc3, '"', '\n'};
        byte[] oversized = new byte[700 * 1024];
        new Random(42).nextBytes(oversized);
        byte[] invalid =
                coffee("rex", "v$", "2026-11-23T10:00:00Z", "1", 0)
                        .getBytes(StandardCharsets.UTF_8);
        byte[] missingDate =
                "{\"order\":{\"accountid\":\"rex\",\"vendorid\":\"v\",\"details\":{\"unitprice\":1,\"quantity\":1}}}"
                        .getBytes(StandardCharsets.UTF_8);

        byte[] hugeExponent =
                coffee("rex", "v", "2026-11-23T10:00:00Z", "1", 1)
                        .replace("\"quantity\": \"1\"", "\"quantity\": 100e2147483647")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] manyProblems =
                ("{\"order\":{\"details\":{\""
                                + "n".repeat(49_000)
                                + "\":[1e400"
                                + ",1e400".repeat(30_000)
                                + "]}}}")
                        .getBytes(StandardCharsets.UTF_8);

        PutRecordResponse first = stack.putOntoStream(malformed, "p-malformed");
        stack.putOntoStream(oversized, "p-oversized");
        stack.putOntoStream(invalid, "p-invalid");
        stack.putOntoStream(missingDate, "p-missing");
        stack.putOntoStream(hugeExponent, "p-exponent");
        stack.putOntoStream(manyProblems, "p-many");
        stack.putOntoStream(
                coffee("rex", "good", "2026-11-23T10:00:00Z", "1", 1)
                        .getBytes(StandardCharsets.UTF_8),
                "p-good");

        await("six rejected records")
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> stack.linesUnder("rejected/").size() == 6);
        List<JsonNode> rejected = stack.linesUnder("rejected/").stream().map(Json::read).toList();
        assertThat(dataOf(rejected, "p-malformed")).isEqualTo(malformed);
        assertThat(dataOf(rejected, "p-oversized")).isEqualTo(oversized);
        assertThat(dataOf(rejected, "p-invalid")).isEqualTo(invalid);
        assertThat(dataOf(rejected, "p-missing")).isEqualTo(missingDate);
        assertThat(dataOf(rejected, "p-exponent")).isEqualTo(hugeExponent);
        assertThat(dataOf(rejected, "p-many")).isEqualTo(manyProblems);
        JsonNode record = of(rejected, "p-malformed");
        assertThat(record.path("sequencenumber").asText()).isEqualTo(first.sequenceNumber());
        assertThat(record.path("shardid").asText()).isEqualTo(first.shardId());
        assertThat(of(rejected, "p-invalid").path("problems").findValuesAsText("path"))
                .containsExactly("order.vendorid", "order.details.quantity");
        assertThat(of(rejected, "p-missing").path("problems").findValuesAsText("path"))
                .containsExactly("order.orderdate");
        stack.awaitOk("/order?accountid=rex&vendorid=good");
        assertThat(stack.itemsOf("rex")).hasSize(1);
        stack.assertJobNeverFailed();
    }

    private static byte[] dataOf(List<JsonNode> rejected, String partitionKey) {
        return Base64.getDecoder().decode(of(rejected, partitionKey).path("data").asText());
    }

    private static JsonNode of(List<JsonNode> rejected, String partitionKey) {
        return rejected.stream()
                .filter(record -> record.path("partitionkey").asText().equals(partitionKey))
                .findFirst()
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "No rejected record has the partition key "
                                                + partitionKey));
    }
}
