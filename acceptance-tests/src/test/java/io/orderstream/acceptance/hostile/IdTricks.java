package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderstream.acceptance.hostile.Targets.Party;
import java.util.Base64;
import java.util.Locale;

/**
 * Ids that try to leave their account in the table and their folder in the bucket: with the
 * separators of the sort key and of object keys, with prefixes of other ids, with pages that
 * another account's page would continue.
 */
final class IdTricks implements Trick {

    private final Targets targets;

    IdTricks(Targets targets) {
        this.targets = targets;
    }

    @Override
    public RawRequest next(Dice dice) {
        Party victim = targets.victim(dice);
        StringBuilder query = new StringBuilder("accountid=").append(account(dice, victim));
        if (dice.percent(70)) {
            query.append("&vendorid=").append(vendor(dice, victim));
        }
        String path = dice.pick("/order", "/orders", "/invoice");
        if (dice.percent(60)) {
            query.append(path.equals("/orders") ? "&next=" : "&orderid=")
                    .append(order(dice, victim));
        }
        if (path.equals("/orders") && dice.percent(20)) {
            query.append("&limit=").append(dice.percent(5) ? 1_000 : 1 + dice.below(9));
        }
        if (path.equals("/invoice") && dice.percent(50)) {
            query.append(dice.pick("&redirect=true", "&format=html", "&format=json"));
        }
        return new RawRequest("ids", "GET", path + "?" + query);
    }

    private String account(Dice dice, Party victim) {
        String own = targets.caller().account();
        String other = victim.account();
        if (dice.percent(60)) {
            return dice.pick(own, own, other);
        }
        return dice.pick(
                Percent.everyByte(other),
                Percent.everyByte(Percent.everyByte(other)),
                own + "&accountid=" + other,
                other + "&accountid=" + own,
                own + "&ACCOUNTID=" + other,
                own + "&accountid%00=" + other,
                own + "&%20accountid=" + other,
                own + "&accountid[]=" + other,
                own + ";accountid=" + other,
                own + "#&accountid=" + other,
                own + "," + other,
                other + "%2C" + own,
                own + "%00" + other,
                own + "%0a" + other,
                own + "%26accountid%3D" + other,
                other + "%00",
                other + "%20",
                "+" + other,
                other + "%09",
                other + "%e2%80%8b",
                other + "%cc%81",
                other + "/",
                "..%2f" + other,
                own + "%2f..%2f" + other,
                own + "%2f" + other,
                "%2e%2e%2f" + other,
                other + "%23",
                other + "%23" + dice.pick(victim.vendors()),
                other + "%24",
                other + "*",
                "*",
                "%25",
                "",
                other.toUpperCase(Locale.ROOT),
                other.toLowerCase(Locale.ROOT),
                "%c1%a1" + other.substring(1),
                "%ef%bd%81" + other.substring(1),
                "%u0061" + other.substring(1),
                "%7b%22S%22:%22" + other + "%22%7d",
                "'%20OR%20'1'='1",
                other.substring(0, 1),
                own.substring(0, 1));
    }

    private String vendor(Dice dice, Party victim) {
        String own = dice.pick(targets.caller().vendors());
        String other = dice.pick(victim.vendors());
        if (dice.percent(60)) {
            return dice.pick(own, other);
        }
        return dice.pick(
                own + "%23",
                own + "%23" + dice.pick(victim.orders()),
                other + "%24",
                other + "%2f..%2f.." + "%2f" + victim.account() + "%2f" + other,
                "..%2f..%2f" + victim.account(),
                "..",
                ".",
                "-",
                "%23",
                "%24",
                "%00",
                "",
                "*",
                own.substring(0, 1),
                own + "&vendorid=" + other,
                "v".repeat(128),
                "v".repeat(129),
                "invoices",
                "part-0.jsonl");
    }

    private String order(Dice dice, Party victim) {
        String own = dice.pick(targets.caller().orders());
        String other = dice.pick(victim.orders());
        String vendor = dice.pick(victim.vendors());
        String key =
                "{\"accountid\":{\"S\":\""
                        + victim.account()
                        + "\"},\"vendorid_orderid\":{\"S\":\""
                        + vendor
                        + "#"
                        + other
                        + "\"}}";
        if (dice.percent(60)) {
            return dice.pick(own, other, other);
        }
        return dice.pick(
                other.toUpperCase(Locale.ROOT),
                other.replace("-", ""),
                "urn:uuid:" + other,
                "%7b" + other + "%7d",
                other + "%00",
                other + ".json",
                other + "%20",
                "..%2f" + victim.account() + "%2f" + vendor + "%2f" + other,
                vendor + "%23" + other,
                victim.account() + "%23" + vendor + "%23" + other,
                other + "&next=" + own,
                other + "&orderid=" + own,
                "00000000-0000-8000-8000-000000000000",
                "ffffffff-ffff-8fff-bfff-ffffffffffff",
                "ffffffff-ffff-4fff-bfff-ffffffffffff",
                "0",
                Percent.everyByte(key),
                Base64.getUrlEncoder().encodeToString(key.getBytes(UTF_8)));
    }
}
