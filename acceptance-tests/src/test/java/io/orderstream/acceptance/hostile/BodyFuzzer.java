package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/**
 * Makes requests whose body is not a plain JSON order. The body is encoded, damaged, large or in
 * another format.
 */
final class BodyFuzzer implements RequestFuzzer {

    private static final int MEBIBYTE = 1024 * 1024;

    private final OrderFuzzer orders;

    BodyFuzzer(KnownAccounts accounts) {
        this.orders = new OrderFuzzer(accounts);
    }

    @Override
    public RawRequest next(SeededRandom random) {
        RawRequest request =
                new RawRequest("body", "POST", random.pick("/order", "/orders"))
                        .header(
                                "content-type",
                                random.percent(80)
                                        ? "application/json"
                                        : random.pick("text/plain", "application/x+json", "a/b"));
        if (random.percent(8)) {
            return request.body(large(random));
        }
        return request.body(random.percent(50) ? encoded(random) : text(random).getBytes(UTF_8));
    }

    private byte[] encoded(SeededRandom random) {
        byte[] order = orders.validOrder(random);
        String text = new String(order, UTF_8);
        return switch (random.below(9)) {
            case 0 -> random.bytes(random.below(2_000));
            case 1 -> gzip(order);
            case 2 -> text.getBytes(random.pick(UTF_16, UTF_16LE, Charset.forName("UTF-32")));
            case 3 -> ("\ufeff" + text).getBytes(UTF_8);
            case 4 -> Base64.getEncoder().encode(order);
            case 5 ->
                    within(
                            text,
                            random.pick(
                                    "\u00c0\u00af",
                                    "\u00ed\u00a0\u0080",
                                    "\u00ff",
                                    "\u00e2\u0082",
                                    "\u00f8\u0088\u0080\u0080\u0080",
                                    "\u00c3"));
            case 6 -> flipped(random, order);
            case 7 ->
                    (text + random.pick(text, "}", "\0", "\n\n", ",", "//", "null"))
                            .getBytes(UTF_8);
            default -> java.util.Arrays.copyOf(order, random.below(order.length));
        };
    }

    /** An order whose {@code vendorid} begins with bytes that are not UTF-8. */
    private static byte[] within(String order, String bytes) {
        return order.replaceFirst("\"vendorid\":\"", "$0" + bytes).getBytes(ISO_8859_1);
    }

    private static byte[] flipped(SeededRandom random, byte[] bytes) {
        for (int i = random.below(4); i >= 0; i--) {
            bytes[random.below(bytes.length)] ^= (byte) (1 << random.below(8));
        }
        return bytes;
    }

    private static String text(SeededRandom random) {
        int count = random.below(20_000);
        return random.pick(
                "",
                " ".repeat(count),
                "\0".repeat(1 + random.below(9)),
                "null",
                "\"order\"",
                "{'order':{}}",
                "{order:{}}",
                "{\"order\":{}} // comment",
                "/* */ {}",
                "{\"order\":undefined}",
                "{\"order\":{},}",
                "[,]",
                "[".repeat(count),
                "{\"order\":".repeat(count),
                "[".repeat(count) + "]".repeat(count),
                "{\"orders\":[" + "{},".repeat(count % 600) + "{}]}",
                "{\"a\":1,\"a\":2}",
                "{\"order\":{},\"order\":{}}",
                "{\"\\ud800\":1,\"\\ud800\":2}",
                "{\"order\":{\"\\udfff\":1}}",
                "{\"orders\":[],\"\\ud800\":1}",
                "\ud83d\ude00".repeat(count),
                "\"" + "\\u0000".repeat(count) + "\"",
                "\"\\ud800\"",
                "{\"" + "k".repeat(60_000) + "\":1}",
                "9".repeat(count),
                "-",
                "1e" + "9".repeat(count),
                "tru",
                "accountid=a1&vendorid=v1",
                "--x\r\ncontent-disposition: form-data; name=order\r\n\r\n{}\r\n--x--",
                "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
                "<order/>",
                random.text("{}[]\",:0123456789.eE+-truefalsn \\u", random.below(2_000)));
    }

    private static byte[] large(SeededRandom random) {
        int size =
                random.percent(15)
                        ? random.pick(7 * MEBIBYTE, 10 * MEBIBYTE + 1)
                        : 1 + random.below(MEBIBYTE);
        String text =
                switch (random.below(7)) {
                    case 0 -> " ".repeat(size);
                    case 1 -> "[".repeat(size);
                    case 2 -> "{\"a\":".repeat(size / 5);
                    case 3 -> "\"" + "x".repeat(size) + "\"";
                    case 4 -> "[" + "0,".repeat(size / 2) + "0]";
                    case 5 -> "7".repeat(size);
                    default -> "\"" + "\u00e9".repeat(size / 2) + "\"";
                };
        return random.percent(30) ? gzip(text.getBytes(UTF_8)) : text.getBytes(UTF_8);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        }
        return zipped.toByteArray();
    }
}
