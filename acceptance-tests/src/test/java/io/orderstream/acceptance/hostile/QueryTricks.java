package io.orderstream.acceptance.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The caller's own queries with parameters that are too many, too few, unknown or garbled. */
final class QueryTricks implements Trick {

    private final Targets targets;

    QueryTricks(Targets targets) {
        this.targets = targets;
    }

    @Override
    public RawRequest next(Dice dice) {
        String honest = targets.honest(dice);
        int question = honest.indexOf('?');
        List<String> pairs = new ArrayList<>(List.of(honest.substring(question + 1).split("&", 0)));
        for (int i = dice.below(4); i >= 0; i--) {
            twist(dice, pairs);
        }
        String separator = dice.percent(95) ? "&" : dice.pick(";", "&&", "&amp;", "%26", "?", ",");
        return new RawRequest(
                "query", "GET", honest.substring(0, question + 1) + String.join(separator, pairs));
    }

    private static void twist(Dice dice, List<String> pairs) {
        int at = dice.below(pairs.size());
        String pair = pairs.get(at);
        String name = pair.replaceFirst("=.*", "");
        switch (dice.below(8)) {
            case 0 -> pairs.add(pair);
            case 1 ->
                    pairs.add(
                            name
                                    + dice.pick("", "=", "==", "=\0", "%00=", "[]=", "[0]=", ".=")
                                    + value(dice));
            case 2 -> pairs.set(at, name + "=" + value(dice));
            case 3 -> pairs.set(at, Percent.everyByte(name) + pair.substring(name.length()));
            case 4 ->
                    pairs.add(
                            dice.pick("limit", "next", "format", "redirect", "orderid", "vendorid")
                                    + "="
                                    + value(dice));
            case 5 -> pairs.add(value(dice) + "=" + value(dice));
            case 6 -> pairs.add(dice.pick("", "=", "=1", "#", "#accountid=a", "%", "+"));
            default -> Collections.shuffle(pairs, new java.util.Random(dice.below(1_000)));
        }
    }

    private static String value(Dice dice) {
        return dice.pick(
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
                dice.lowerCase(dice.below(300)),
                "y".repeat(7_000));
    }
}
