package io.orderstream.acceptance.hostile;

import io.orderstream.embedded.issuer.LocalIssuer;
import java.util.ArrayList;
import java.util.List;

/**
 * Who sends what: all tricks, mixed. Request number {@code n} of a seed is always the same,
 * whatever was sent before it.
 *
 * <pre>{@code
 * HostileCallers callers = HostileCallers.ofOpenApi(42, targets);
 * RawRequest request = callers.request(4711);
 * }</pre>
 */
public final class HostileCallers {

    private final long seed;
    private final List<Trick> tricks = new ArrayList<>();

    private HostileCallers(long seed) {
        this.seed = seed;
    }

    /** Callers of an API that asks nobody for a token. */
    public static HostileCallers ofOpenApi(long seed, Targets targets) {
        return new HostileCallers(seed)
                .add(10, new MethodTricks(targets))
                .add(15, new PathTricks(targets))
                .add(15, new QueryTricks(targets))
                .add(20, new IdTricks(targets))
                .add(10, new HeaderTricks(targets))
                .add(10, new FramingTricks(targets))
                .add(15, new OrderTricks(targets))
                .add(10, new BodyTricks(targets));
    }

    /** Callers with a token of their own who want what is behind another one. */
    public static HostileCallers withToken(
            long seed, Targets targets, LocalIssuer issuer, TokenClaims claims) {
        String token = claims.token(issuer, targets.caller().account());
        Trick ids = new IdTricks(targets);
        return new HostileCallers(seed)
                .add(50, authorized(token, ids))
                .add(10, authorized(token, new QueryTricks(targets)))
                .add(5, authorized(token, new PathTricks(targets)))
                .add(5, authorized(token, new HeaderTricks(targets)))
                .add(5, new FramingTricks(targets))
                .add(10, authorized(token, new OrderTricks(targets)))
                .add(15, new TokenTricks(ids, issuer, claims, token, targets.victims().get(0)));
    }

    private HostileCallers add(int shares, Trick trick) {
        for (int i = 0; i < shares; i++) {
            tricks.add(trick);
        }
        return this;
    }

    private static Trick authorized(String token, Trick trick) {
        return dice -> trick.next(dice).header("authorization", "Bearer " + token);
    }

    /** One of the requests. */
    public RawRequest request(int index) {
        Dice dice = new Dice(seed ^ (index * 0x9E3779B97F4A7C15L));
        return dice.pick(tricks).next(dice);
    }
}
