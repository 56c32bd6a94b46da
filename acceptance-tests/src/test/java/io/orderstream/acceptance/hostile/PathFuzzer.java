package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Makes requests with paths that different parsers may read differently. */
final class PathFuzzer implements RequestFuzzer {

    private final KnownAccounts accounts;

    PathFuzzer(KnownAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public RawRequest next(SeededRandom random) {
        String target = accounts.validTarget(random);
        int question = target.indexOf('?');
        String name = target.substring(1, question);
        String query = target.substring(question);
        String path = random.percent(80) ? twisted(random, name) : random(random);
        return random.percent(80)
                ? new RawRequest("path", "GET", path + (random.percent(80) ? query : ""))
                : new RawRequest("path", "POST", path).json("{\"order\":{\"accountid\":7}}");
    }

    private static String twisted(SeededRandom random, String name) {
        String escape =
                random.pick(
                        "%00",
                        "%0a",
                        "%0d%0aset-cookie:a=b",
                        "%20",
                        "%23",
                        "%25",
                        "%2e",
                        "%2f",
                        "%3f",
                        "%5c",
                        "%7f",
                        "%80",
                        "%c0%af",
                        "%ed%a0%80",
                        "%f0%9f%98%80",
                        "%fe%ff",
                        "%",
                        "%2",
                        "%zz",
                        "%u002f",
                        "%ud800",
                        "%uD83D%uDE00",
                        "%u",
                        "%%32%66",
                        "%252f",
                        "%252e%252e%252f");
        String step =
                random.pick(
                        "/..",
                        "/.",
                        "/%2e%2e",
                        "/.%2e",
                        "/..;",
                        "/..%00",
                        "/..%2f",
                        "/...",
                        "/..\\",
                        "//",
                        "/;a=b",
                        "/%3b",
                        "/a/../..",
                        "/\u00ff",
                        "/" + escape);
        return random.pick(
                "/" + name + escape,
                "/" + escape + name,
                "/" + PercentEncoding.everyByte(name),
                "/" + name + ";a=b",
                "/" + name + ";accountid=" + name,
                "/" + name + "/",
                "/" + name + "//",
                "//" + name,
                "/" + name + step,
                step + "/" + name,
                "/" + name + step.repeat(1 + random.below(100)),
                step + step + "/etc/passwd",
                "/$default/" + name,
                "/issued/" + name + step,
                "\\" + name,
                name,
                "?",
                "#",
                "*",
                "http://127.0.0.1/" + name,
                "http://127.0.0.1:1/" + name,
                "https://user:password@example.com/" + name,
                "http:///" + name,
                "http:" + name,
                "file:///etc/passwd",
                "127.0.0.1:443",
                "/" + name.toUpperCase(java.util.Locale.ROOT),
                "/" + name.replace('o', '\u00f6'),
                "/" + new String("ordér😀".getBytes(UTF_8), ISO_8859_1));
    }

    private static String random(SeededRandom random) {
        return "/" + random.text("abcor/%.;:@&=+$,#\\{}[]|^~`'\"<>0123456789", random.below(200));
    }
}
