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
 * Orders of several accounts, for tests in which a hostile caller tries to get orders of other
 * accounts. The ids of the accounts are similar. Each order contains a canary: a text that no other
 * order contains. A canary in an answer shows whose order the caller got.
 */
final class CanaryOrders {

    private static final String CALLER = "a1";
    private static final List<String> OTHER_ACCOUNTS =
            List.of("a", "a10", "A1", "a1.", "a1-b", "a1@b:c");
    private static final List<String> VENDORS = List.of("v1", "v10");

    private final Function<String, ApiClient> clients;
    private final Map<String, String> canaries = new HashMap<>();
    private final Set<String> orders = new HashSet<>();
    private final KnownAccounts accounts;

    private CanaryOrders(Function<String, ApiClient> clients) {
        this.clients = clients;
        AccountOrders caller = posted(CALLER);
        this.accounts =
                new KnownAccounts(caller, OTHER_ACCOUNTS.stream().map(this::posted).toList());
    }

    /**
     * Starts the job, posts the orders, and waits until each is readable and has its invoice.
     *
     * @param clients the function that returns the client of an account
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

    /** The canaries, each with the account of its order. */
    Map<String, String> canaries() {
        return Map.copyOf(canaries);
    }

    /** The ids of the orders of all accounts. */
    Set<String> orders() {
        return Set.copyOf(orders);
    }

    /** Checks that every account can read its own orders, and gets their invoices. */
    void assertStillServed() {
        List<AccountOrders> all = new ArrayList<>(accounts.victims());
        all.add(accounts.caller());
        for (AccountOrders owner : all) {
            for (int i = 0; i < VENDORS.size(); i++) {
                String query =
                        "?accountid="
                                + owner.account()
                                + "&vendorid="
                                + VENDORS.get(i)
                                + "&orderid="
                                + owner.orders().get(i);
                Answer order = awaitOk(owner, "/order" + query);
                assertThat(canaries.get(order.json().at("/order/details/note").asText()))
                        .as("%s", order)
                        .isEqualTo(owner.account());
                String url = awaitOk(owner, "/invoice" + query).json().path("url").asText();
                assertThat(clients.apply(owner.account()).fetch(url).text())
                        .contains(order.json().at("/order/details/note").asText());
            }
        }
    }

    private Answer awaitOk(AccountOrders owner, String pathAndQuery) {
        ApiClient client = clients.apply(owner.account());
        return Awaitility.await(pathAndQuery)
                .atMost(StackUnderTest.PATIENCE)
                .until(() -> client.get(pathAndQuery), answer -> answer.status() == 200);
    }
}
