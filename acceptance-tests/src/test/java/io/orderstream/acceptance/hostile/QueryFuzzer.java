package io.orderstream.acceptance.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Makes requests for the caller's own orders, with repeated, unknown or malformed parameters. */
final class QueryFuzzer implements RequestFuzzer {

    private final KnownAccounts accounts;

    QueryFuzzer(KnownAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public RawRequest next(SeededRandom random) {
        String target = accounts.validTarget(random);
        int question = target.indexOf('?');
        List<String> pairs = new ArrayList<>(List.of(target.substring(question + 1).split("&", 0)));
        for (int i = random.below(4); i >= 0; i--) {
            twist(random, pairs);
        }
        String separator =
                random.percent(95) ? "&" : random.pick(";", "&&", "&amp;", "%26", "?", ",");
        return new RawRequest(
                "query", "GET", target.substring(0, question + 1) + String.join(separator, pairs));
    }

    private static void twist(SeededRandom random, List<String> pairs) {
        int at = random.below(pairs.size());
        String pair = pairs.get(at);
        String name = pair.replaceFirst("=.*", "");
        switch (random.below(8)) {
            case 0 -> pairs.add(pair);
            case 1 ->
                    pairs.add(
                            name
                                    + random.pick("", "=", "==", "=\0", "%00=", "[]=", "[0]=", ".=")
                                    + value(random));
            case 2 -> pairs.set(at, name + "=" + value(random));
            case 3 ->
                    pairs.set(at, PercentEncoding.everyByte(name) + pair.substring(name.length()));
            case 4 ->
                    pairs.add(
                            random.pick(
                                            "limit",
                                            "next",
                                            "format",
                                            "redirect",
                                            "download",
                                            "at",
                                            "document",
                                            "orderid",
                                            "vendorid")
                                    + "="
                                    + value(random));
            case 5 -> pairs.add(value(random) + "=" + value(random));
            case 6 -> pairs.add(random.pick("", "=", "=1", "#", "#accountid=a", "%", "+"));
            default -> Collections.shuffle(pairs, new java.util.Random(random.below(1_000)));
        }
    }

    private static String value(SeededRandom random) {
        return random.pick(
                "",
                "0",
                "1",
                "-1",
                "1001",
                "00000000001",
                "1e3",
                "0x10",
                "99999999999999999999",
                "NaN",
                "null",
                "true",
                "TRUE",
                "json",
                "JSON",
                "html%00",
                "pdf",
                "2026-11-28T10:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "creditnote",
                "../../etc/passwd",
                "%EF%BC%91",
                "%D9%A1",
                "%00",
                "%0d%0aset-cookie:%20a=b",
                "%c0%80",
                "%ed%a0%80",
                "%ff",
                "%",
                "%4",
                "%zz",
                "%u0031",
                "%2500",
                "+",
                "%2b",
                "*",
                "'",
                "\"",
                "<script>",
                "${jndi:ldap:x}",
                "{}",
                "[]",
                "\u00ff",
                "a,b",
                "a%2Cb",
                "01a207e3-627b-8a1f-b4ba-f587d21b0fba",
                "01A207E3-627B-8A1F-B4BA-F587D21B0FBA",
                "00000000-0000-8000-8000-000000000000",
                "ffffffff-ffff-8fff-bfff-ffffffffffff",
                random.lowerCase(random.below(300)),
                "y".repeat(7_000));
    }
}
