package io.orderstream.acceptance.hostile;

import io.orderstream.embedded.issuer.LocalIssuer;
import java.util.ArrayList;
import java.util.List;

/**
 * A mix of the requests of several fuzzers. Request number {@code n} of a seed is always the same,
 * whatever was sent before it. Only the tokens in the requests differ from run to run.
 *
 * <pre>{@code
 * HostileRequests requests = HostileRequests.withoutToken(42, accounts);
 * RawRequest request = requests.request(4711);
 * }</pre>
 */
public final class HostileRequests {

    private final long seed;
    private final List<RequestFuzzer> fuzzers = new ArrayList<>();

    private HostileRequests(long seed) {
        this.seed = seed;
    }

    /** Requests to an API that requires no token. */
    public static HostileRequests withoutToken(long seed, KnownAccounts accounts) {
        return new HostileRequests(seed)
                .add(10, new MethodFuzzer(accounts))
                .add(15, new PathFuzzer(accounts))
                .add(15, new QueryFuzzer(accounts))
                .add(20, new IdFuzzer(accounts))
                .add(10, new HeaderFuzzer(accounts))
                .add(10, new FramingFuzzer(accounts))
                .add(15, new OrderFuzzer(accounts))
                .add(10, new EventFuzzer(accounts))
                .add(10, new BodyFuzzer(accounts));
    }

    /**
     * Requests to an API that requires a token. Most of them have the token of one caller, who
     * tries to get the orders of other accounts.
     */
    public static HostileRequests withToken(
            long seed, KnownAccounts accounts, LocalIssuer issuer, TokenClaims claims) {
        String token = claims.token(issuer, accounts.caller().account());
        RequestFuzzer ids = new IdFuzzer(accounts);
        return new HostileRequests(seed)
                .add(50, authorized(token, ids))
                .add(10, authorized(token, new QueryFuzzer(accounts)))
                .add(5, authorized(token, new PathFuzzer(accounts)))
                .add(5, authorized(token, new HeaderFuzzer(accounts)))
                .add(5, new FramingFuzzer(accounts))
                .add(10, authorized(token, new OrderFuzzer(accounts)))
                .add(10, authorized(token, new EventFuzzer(accounts)))
                .add(15, new TokenFuzzer(ids, issuer, claims, token, accounts.victims().get(0)));
    }

    private HostileRequests add(int shares, RequestFuzzer fuzzer) {
        for (int i = 0; i < shares; i++) {
            fuzzers.add(fuzzer);
        }
        return this;
    }

    private static RequestFuzzer authorized(String token, RequestFuzzer fuzzer) {
        return random -> fuzzer.next(random).header("authorization", "Bearer " + token);
    }

    /** The request with this number. */
    public RawRequest request(int index) {
        SeededRandom random = new SeededRandom(seed ^ (index * 0x9E3779B97F4A7C15L));
        return random.pick(fuzzers).next(random);
    }
}
