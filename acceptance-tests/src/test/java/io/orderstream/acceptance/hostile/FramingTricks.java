package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Requests that do not end where they say, that say it twice, that hide another one, or that are
 * none.
 */
final class FramingTricks implements Trick {

    private static final String BODY = "{\"order\":{\"accountid\":\"a1\"}}";

    private final Targets targets;

    FramingTricks(Targets targets) {
        this.targets = targets;
    }

    @Override
    public RawRequest next(Dice dice) {
        return switch (dice.below(6)) {
            case 0 -> startLine(dice);
            case 1 -> noRequest(dice);
            case 2 -> chunked(dice);
            default -> lengths(dice);
        };
    }

    private static RawRequest post() {
        return new RawRequest("framing", "POST", "/order")
                .unframed()
                .header("host", "127.0.0.1")
                .header("content-type", "application/json")
                .body(BODY.getBytes(ISO_8859_1));
    }

    /** A second request behind the first one's body, for what the caller may see anyway. */
    private String hidden(Dice dice) {
        return "GET " + targets.honest(dice) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    }

    private RawRequest lengths(Dice dice) {
        int length = BODY.length();
        RawRequest request =
                post().headerLine(
                                "content-length: "
                                        + dice.pick(
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
                                                "\u0663",
                                                "9223372036854775808",
                                                "99999999999999999999999999",
                                                "10485761",
                                                "0"));
        if (dice.percent(30)) {
            request.headerLine("content-length: " + dice.pick(length, 0, 7));
        }
        if (dice.percent(30)) {
            request.headerLine("transfer-encoding: " + coding(dice));
        }
        if (dice.percent(30)) {
            request.body((BODY + hidden(dice)).getBytes(ISO_8859_1));
        }
        return request;
    }

    private RawRequest chunked(Dice dice) {
        String size = Integer.toHexString(BODY.length());
        String chunks =
                dice.pick(
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
                        "0\r\n\r\n" + hidden(dice),
                        ("1\r\n" + BODY.charAt(0) + "\r\n").repeat(1 + dice.below(2_000))
                                + "0\r\n\r\n");
        return post().headerLine("transfer-encoding: " + coding(dice))
                .body(chunks.getBytes(ISO_8859_1));
    }

    private static String coding(Dice dice) {
        return dice.pick(
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

    private RawRequest startLine(Dice dice) {
        return new RawRequest("framing", "GET", targets.honest(dice))
                .version(
                        dice.pick(
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
                .lineEnd(dice.pick("\r\n", "\r\n", "\n", "\r", "\n\r", "\0\r\n"))
                .unanswered();
    }

    private RawRequest noRequest(Dice dice) {
        return dice.percent(50)
                ? RawRequest.of("framing", dice.bytes(1 + dice.below(3_000)))
                : RawRequest.of(
                        "framing",
                        dice.pick(
                                        "\r\n".repeat(dice.below(500) + 1) + hidden(dice),
                                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                        "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n" + hidden(dice),
                                        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
                                        hidden(dice) + hidden(dice) + hidden(dice),
                                        hidden(dice).substring(0, 10 + dice.below(30)),
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
