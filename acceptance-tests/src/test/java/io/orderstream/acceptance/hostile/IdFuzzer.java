package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderstream.acceptance.hostile.KnownAccounts.AccountOrders;
import java.util.Base64;
import java.util.Locale;

/**
 * Makes requests whose ids try to reach other accounts in the table or other folders in the bucket:
 * with separators of sort keys and object keys, with prefixes of other ids, and with values of
 * {@code next} that are order ids or table keys of other accounts.
 */
final class IdFuzzer implements RequestFuzzer {

    private final KnownAccounts accounts;

    IdFuzzer(KnownAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public RawRequest next(SeededRandom random) {
        AccountOrders victim = accounts.victim(random);
        StringBuilder query = new StringBuilder("accountid=").append(account(random, victim));
        if (random.percent(70)) {
            query.append("&vendorid=").append(vendor(random, victim));
        }
        String path = random.pick("/order", "/orders", "/invoice");
        if (random.percent(60)) {
            query.append(path.equals("/orders") ? "&next=" : "&orderid=")
                    .append(order(random, victim));
        }
        if (path.equals("/orders") && random.percent(20)) {
            query.append("&limit=").append(random.percent(5) ? 1_000 : 1 + random.below(9));
        }
        if (path.equals("/invoice") && random.percent(50)) {
            query.append(
                    random.pick("&redirect=true", "&format=html", "&format=pdf", "&download=true"));
        }
        return new RawRequest("ids", "GET", path + "?" + query);
    }

    private String account(SeededRandom random, AccountOrders victim) {
        String own = accounts.caller().account();
        String other = victim.account();
        if (random.percent(60)) {
            return random.pick(own, own, other);
        }
        return random.pick(
                PercentEncoding.everyByte(other),
                PercentEncoding.everyByte(PercentEncoding.everyByte(other)),
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
                other + "%23" + random.pick(victim.vendors()),
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

    private String vendor(SeededRandom random, AccountOrders victim) {
        String own = random.pick(accounts.caller().vendors());
        String other = random.pick(victim.vendors());
        if (random.percent(60)) {
            return random.pick(own, other);
        }
        return random.pick(
                own + "%23",
                own + "%23" + random.pick(victim.orders()),
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

    private String order(SeededRandom random, AccountOrders victim) {
        String own = random.pick(accounts.caller().orders());
        String other = random.pick(victim.orders());
        String vendor = random.pick(victim.vendors());
        String key =
                """
                {"accountid":{"S":"%s"},"vendorid_orderid":{"S":"%s#%s"}}"""
                        .formatted(victim.account(), vendor, other);
        if (random.percent(60)) {
            return random.pick(own, other, other);
        }
        return random.pick(
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
                PercentEncoding.everyByte(key),
                Base64.getUrlEncoder().encodeToString(key.getBytes(UTF_8)));
    }
}
