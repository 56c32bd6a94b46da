package io.orderstream.acceptance.hostile;

/** Makes requests with unusual or malformed headers. */
final class HeaderFuzzer implements RequestFuzzer {

    private final KnownAccounts accounts;

    HeaderFuzzer(KnownAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public RawRequest next(SeededRandom random) {
        boolean post = random.percent(50);
        RawRequest request =
                post
                        ? new RawRequest("header", "POST", random.pick("/order", "/orders"))
                                .header("content-type", contentType(random))
                                .body(new OrderFuzzer(accounts).validOrder(random))
                        : new RawRequest("header", "GET", accounts.validTarget(random));
        for (int i = random.below(4); i >= 0; i--) {
            request.headerLine(line(random));
        }
        // If the server cannot parse a header, it may close the connection without an answer.
        return request.unanswered();
    }

    private static String contentType(SeededRandom random) {
        return random.pick(
                "application/json",
                "application/json",
                "APPLICATION/JSON",
                "application/json; charset=utf-8",
                "application/json; charset=utf-16",
                "application/json; charset=\"",
                "application/json;;;",
                "application/json, text/html",
                "application/problem+json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "text/plain",
                "text/html",
                "application/octet-stream",
                "application/grpc",
                "application/+json",
                "*/*",
                "",
                ";",
                "/",
                "\u00ff\u00fe",
                "application/" + "x".repeat(6_000) + "+json",
                random.lowerCase(20));
    }

    private static String line(SeededRandom random) {
        return random.pick(
                "content-type: text/html",
                "content-encoding: gzip",
                "content-encoding: br, identity, nonsense",
                "expect: 100-continue",
                "expect: the unexpected",
                "host: example.com",
                "host: 127.0.0.1:99999",
                "host: [::1",
                "host:",
                "connection: keep-alive, content-type, authorization",
                "connection: upgrade",
                "upgrade: websocket",
                "upgrade: h2c",
                "http2-settings: AAMAAABkAARAAAAAAAIAAAAA",
                "accept: text/html;q=oops",
                "accept-encoding: gzip;q=-1",
                "accept-charset: utf-7",
                "range: bytes=0-18446744073709551615",
                "if-none-match: *",
                "if-modified-since: yesterday",
                "origin: null",
                "origin: http://127.0.0.1",
                "cookie: " + "a=b; ".repeat(1 + random.below(500)),
                "cookie: =;=;\";",
                "x-http-method-override: DELETE",
                "x-original-url: /orders?accountid=a",
                "x-rewrite-url: /orders?accountid=a",
                "x-forwarded-for: 127.0.0.1, ::1, <script>",
                "x-forwarded-host: example.com",
                "x-amzn-requestid: 1",
                "x-amzn-trace-id: Root=1-0-0;Self=x",
                "x-amz-security-token: t",
                "lambda-runtime-aws-request-id: 1",
                "authorization: AWS4-HMAC-SHA256 Credential=x/20261123/us-east-1/s3/aws4_request",
                "traceparent: 00-0-0-00",
                "x-" + random.lowerCase(10) + ": " + "v".repeat(random.below(9_000)),
                "x-" + "n".repeat(random.below(9_000)) + ": v",
                "x-empty:",
                "x-control: a\u0001b\u007f",
                "x-nul: a\0b",
                "x-bare-cr: a\rset-cookie: b",
                "x-bare-lf: a\nx-more: b",
                "x-latin: \u00e9\u00ff",
                "x-overlong: \u00c0\u00af",
                "x space: v",
                "x-space : v",
                " folded: v",
                "\tfolded",
                ": nameless",
                "colonless",
                "x-brackets[]: v",
                "x-\u00e9: v",
                "__proto__: v",
                random.text("abc:;=, \t\"", 50));
    }
}
