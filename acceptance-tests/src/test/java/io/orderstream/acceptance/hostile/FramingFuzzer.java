package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Makes requests that two servers may read differently: the length or the transfer coding is wrong
 * or given twice, the body hides a second request, the start line is wrong, or the bytes are not
 * HTTP.
 */
final class FramingFuzzer implements RequestFuzzer {

    private static final String BODY = "{\"order\":{\"accountid\":\"a1\"}}";

    private final KnownAccounts accounts;

    FramingFuzzer(KnownAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public RawRequest next(SeededRandom random) {
        return switch (random.below(6)) {
            case 0 -> startLine(random);
            case 1 -> rawBytes(random);
            case 2 -> chunked(random);
            default -> lengths(random);
        };
    }

    private static RawRequest post() {
        return new RawRequest("framing", "POST", "/order")
                .unframed()
                .header("host", "127.0.0.1")
                .header("content-type", "application/json")
                .body(BODY.getBytes(ISO_8859_1));
    }

    /**
     * A valid request for the caller's own orders. It is often hidden behind the body of another
     * request.
     */
    private String hidden(SeededRandom random) {
        return "GET " + accounts.validTarget(random) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    }

    private RawRequest lengths(SeededRandom random) {
        int length = BODY.length();
        RawRequest request =
                post().headerLine(
                                "content-length: "
                                        + random.pick(
                                                "" + length,
                                                "" + (length - 5),
                                                "" + (length + 5),
                                                "+" + length,
                                                "-" + length,
                                                "0x1c",
                                                length + ".0",
                                                length + ", " + length,
                                                length + ", 5",
                                                "",
                                                " ",
                                                // The UTF-8 bytes of an Arabic digit.
                                                "\u00d9\u00a3",
                                                "9223372036854775808",
                                                "99999999999999999999999999",
                                                "10485761",
                                                "0"));
        if (random.percent(30)) {
            request.headerLine("content-length: " + random.pick(length, 0, 7));
        }
        if (random.percent(30)) {
            request.headerLine("transfer-encoding: " + coding(random));
        }
        if (random.percent(30)) {
            request.body((BODY + hidden(random)).getBytes(ISO_8859_1));
        }
        return request;
    }

    private RawRequest chunked(SeededRandom random) {
        String size = Integer.toHexString(BODY.length());
        String chunks =
                random.pick(
                        size + "\r\n" + BODY + "\r\n0\r\n\r\n",
                        size + ";a=b\r\n" + BODY + "\r\n0\r\nx-trailer: v\r\n\r\n",
                        size + "\n" + BODY + "\n0\n\n",
                        size + "\r\n" + BODY,
                        size + "\r\n" + BODY + "\r\n",
                        "0" + size + "\r\n" + BODY + "\r\n00\r\n\r\n",
                        "+" + size + "\r\n" + BODY + "\r\n0\r\n\r\n",
                        "-1\r\n" + BODY + "\r\n0\r\n\r\n",
                        "xyz\r\n" + BODY + "\r\n0\r\n\r\n",
                        "ffffffff\r\n" + BODY,
                        "fffffffffffffffff\r\n" + BODY,
                        "\r\n\r\n",
                        "0\r\n\r\n" + hidden(random),
                        ("1\r\n" + BODY.charAt(0) + "\r\n").repeat(1 + random.below(2_000))
                                + "0\r\n\r\n");
        return post().headerLine("transfer-encoding: " + coding(random))
                .body(chunks.getBytes(ISO_8859_1));
    }

    private static String coding(SeededRandom random) {
        return random.pick(
                "chunked",
                "chunked",
                "Chunked",
                "\u000bchunked",
                "xchunked",
                "gzip",
                "gzip, chunked",
                "chunked, gzip",
                "chunked, chunked",
                "identity",
                "chunked;q=1",
                "\"chunked\"",
                "");
    }

    private RawRequest startLine(SeededRandom random) {
        return new RawRequest("framing", "GET", accounts.validTarget(random))
                .version(
                        random.pick(
                                "",
                                "HTTP/0.9",
                                "HTTP/1.0",
                                "HTTP/1.2",
                                "HTTP/2.0",
                                "HTTP/9.9",
                                "http/1.1",
                                "HTTP/1.1 ",
                                "HTTP/",
                                "HTTP/1.1.1",
                                "FTP/1.0",
                                "HTTP/-1.0",
                                "HTTP/1.1\t",
                                "\u00ff"))
                .lineEnd(random.pick("\r\n", "\r\n", "\n", "\r", "\n\r", "\0\r\n"))
                .unanswered();
    }

    private RawRequest rawBytes(SeededRandom random) {
        return random.percent(50)
                ? RawRequest.of("framing", random.bytes(1 + random.below(3_000)))
                : RawRequest.of(
                        "framing",
                        random.pick(
                                        "\r\n".repeat(random.below(500) + 1) + hidden(random),
                                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                        "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n" + hidden(random),
                                        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
                                        hidden(random) + hidden(random) + hidden(random),
                                        hidden(random).substring(0, 10 + random.below(30)),
                                        "GET\r\n\r\n",
                                        "GET /order\r\n\r\n",
                                        " GET /order HTTP/1.1\r\n\r\n",
                                        "GET  /order  HTTP/1.1\r\nhost: a\r\n\r\n",
                                        "G".repeat(20_000),
                                        "GET /" + "x".repeat(20_000),
                                        "GET / HTTP/1.1\r\nhost: a\r\n" + "x: y\r\n".repeat(5_000),
                                        "\0")
                                .getBytes(ISO_8859_1));
    }
}
