package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.hostile.KnownAccounts;
import io.orderstream.acceptance.hostile.KnownAccounts.AccountOrders;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.awaitility.Awaitility;

/**
 * Accounts with orders that others should not get. Their ids begin like each other's, and each of
 * their orders holds a text that stands nowhere else.
 */
final class CanaryOrders {

    private static final String CALLER = "a1";
    private static final List<String> OTHERS = List.of("a", "a10", "A1", "a1.", "a1-b", "a1@b:c");
    private static final List<String> VENDORS = List.of("v1", "v10");

    private final Function<String, ApiClient> clients;
    private final Map<String, String> canaries = new HashMap<>();
    private final Set<String> orders = new HashSet<>();
    private final KnownAccounts accounts;

    private CanaryOrders(Function<String, ApiClient> clients) {
        this.clients = clients;
        AccountOrders caller = posted(CALLER);
        this.accounts = new KnownAccounts(caller, OTHERS.stream().map(this::posted).toList());
    }

    /**
     * Starts the job, posts their orders and waits until each can be read and has its invoice.
     *
     * @param clients an account's own client
     */
    static CanaryOrders in(StackUnderTest stack, Function<String, ApiClient> clients) {
        stack.startJob();
        CanaryOrders canaryOrders = new CanaryOrders(clients);
        canaryOrders.assertStillServed();
        return canaryOrders;
    }

    private AccountOrders posted(String account) {
        List<String> ids = new ArrayList<>();
        for (String vendor : VENDORS) {
            String canary = "canary" + Integer.toHexString((account + "#" + vendor).hashCode());
            canaries.put(canary, account);
            String order =
                    String.format(
                            """
                            {"order": {"accountid": "%s", "vendorid": "%s", "orderdate": "2026-11-20T10:11:12Z",
                                       "details": {"unitprice": 4.5, "quantity": 2, "note": "%s"}}}
                            """,
                            account, vendor, canary);
            Answer answer = clients.apply(account).post("/order", order);
            assertThat(answer.status()).as("%s", answer).isEqualTo(202);
            ids.add(answer.json().path("orderid").asText());
        }
        orders.addAll(ids);
        return new AccountOrders(account, VENDORS, ids);
    }

    KnownAccounts accounts() {
        return accounts;
    }

    /** What only the orders of an account hold, and whose it is. */
    Map<String, String> canaries() {
        return Map.copyOf(canaries);
    }

    /** The ids of all these orders. */
    Set<String> orders() {
        return Set.copyOf(orders);
    }

    /** Whether everybody can read his own orders, and gets the address of an invoice for each. */
    void assertStillServed() {
        List<AccountOrders> all = new ArrayList<>(accounts.victims());
        all.add(accounts.caller());
        for (AccountOrders party : all) {
            for (int i = 0; i < VENDORS.size(); i++) {
                String query =
                        "?accountid="
                                + party.account()
                                + "&vendorid="
                                + VENDORS.get(i)
                                + "&orderid="
                                + party.orders().get(i);
                Answer order = awaitOk(party, "/order" + query);
                assertThat(canaries.get(order.json().at("/order/details/note").asText()))
                        .as("%s", order)
                        .isEqualTo(party.account());
                String url = awaitOk(party, "/invoice" + query).json().path("url").asText();
                assertThat(clients.apply(party.account()).fetch(url).text())
                        .contains(order.json().at("/order/details/note").asText());
            }
        }
    }

    private Answer awaitOk(AccountOrders party, String pathAndQuery) {
        ApiClient client = clients.apply(party.account());
        return Awaitility.await(pathAndQuery)
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> client.get(pathAndQuery), answer -> answer.status() == 200);
    }
}
