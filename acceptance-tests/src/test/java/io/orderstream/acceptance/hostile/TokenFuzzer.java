package io.orderstream.acceptance.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.orderstream.acceptance.hostile.KnownAccounts.AccountOrders;
import io.orderstream.embedded.issuer.LocalIssuer;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes requests whose token is missing, malformed or invalid, sometimes beside a valid token. The
 * invalid tokens are not signed by the issuer, or have a wrong type, or their claims do not allow
 * what the request asks for. About half of the requests come from another fuzzer. The others ask
 * for the victim's orders or invoices, as the victim itself might.
 */
final class TokenFuzzer implements RequestFuzzer {

    private final RequestFuzzer requests;
    private final AccountOrders victim;
    private final String good;
    private final List<String> bad;

    /**
     * @param good the caller's valid token
     * @param victim the account that most of the invalid tokens claim
     */
    TokenFuzzer(
            RequestFuzzer requests,
            LocalIssuer issuer,
            TokenClaims claims,
            String good,
            AccountOrders victim) {
        this.requests = requests;
        this.victim = victim;
        this.good = good;
        try {
            this.bad = bad(issuer, claims, victim.account());
        } catch (JOSEException | IOException | ParseException e) {
            throw new IllegalStateException("Cannot create the tokens", e);
        }
    }

    @Override
    public RawRequest next(SeededRandom random) {
        RawRequest request = random.percent(50) ? plain(random) : requests.next(random);
        String token = random.pick(bad);
        String valid = "Bearer " + good;
        switch (random.below(9)) {
            case 0 -> request.header("authorization", "");
            case 1 ->
                    request.header("authorization", valid)
                            .header("authorization", "Bearer " + token);
            case 2 ->
                    request.header("authorization", "Bearer " + token)
                            .header("authorization", valid);
            case 3 ->
                    request.header(
                            "authorization", valid + random.pick(",", ", ", " ", ";", "=") + token);
            case 4 ->
                    request.header(
                            "authorization",
                            valid + random.pick("=", "%00", ".", "..", "A", "\u00e9"));
            case 5 ->
                    request.header(
                            "authorization",
                            random.pick(
                                    "Bearer",
                                    "Bearer ",
                                    "Bearer .",
                                    "Bearer ..",
                                    "Bearer ...",
                                    "Bearer " + ".".repeat(3_000),
                                    "Bearer e30.e30.",
                                    "Bearer bnVsbA.bnVsbA.bnVsbA",
                                    "Bearer W10.W10.W10",
                                    "Bearer IiI.IiI.IiI",
                                    "Basic YTpi",
                                    "Digest",
                                    "Bearer Bearer " + good,
                                    "Bearer\u00a0" + good,
                                    "Bearer " + "x".repeat(6_000),
                                    nested(),
                                    "AWS4-HMAC-SHA256 Credential=x"));
            default -> request.header("authorization", "Bearer " + token);
        }
        return request;
    }

    /**
     * A request that the victim itself would send. So only the check of the token can refuse it.
     */
    private RawRequest plain(SeededRandom random) {
        String query =
                "?accountid=" + victim.account() + "&vendorid=" + random.pick(victim.vendors());
        return new RawRequest("token", "GET", random.pick("/order", "/orders", "/invoice") + query);
    }

    /** A token whose JSON header is nested 500 levels deep. */
    private static String nested() {
        return "Bearer " + part("{\"a\":".repeat(500)) + ".e30.e30";
    }

    private static List<String> bad(LocalIssuer issuer, TokenClaims claims, String victim)
            throws JOSEException, IOException, ParseException {
        JWTClaimsSet victimClaims = claims.of(issuer, victim).build();
        RSAKey foreignKey = new RSAKeyGenerator(2048).keyID("first").generate();
        JWSSigner signer = new RSASSASigner(foreignKey);
        byte[] published =
                JWKSet.load(URI.create(issuer.address() + "/keys").toURL())
                        .getKeyByKeyId("first")
                        .toRSAKey()
                        .toRSAPublicKey()
                        .getEncoded();
        String payload = victimClaims.toPayload().toString();
        List<String> tokens = new ArrayList<>();

        // These tokens are signed, but not by the issuer.
        tokens.add(sign(header().keyID("first"), victimClaims, signer));
        tokens.add(
                sign(header().keyID("first").jwk(foreignKey.toPublicJWK()), victimClaims, signer));
        tokens.add(
                sign(
                        header().keyID("first").jwkURL(URI.create(issuer.address() + "/other")),
                        victimClaims,
                        signer));
        tokens.add(sign(header(), victimClaims, signer));
        for (String keyId :
                List.of("", "unknown", "../keys", "first\0", "' OR 1=1", "k".repeat(2_000))) {
            tokens.add(sign(header().keyID(keyId), victimClaims, signer));
        }
        tokens.add(
                sign(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first"),
                        victimClaims,
                        new MACSigner(published)));

        // These tokens have no signature or a meaningless one. Their headers may mislead a library
        // that trusts the header.
        for (String algorithm :
                List.of("none", "None", "RS256", "HS256", "ES256", "PS256", "dir", "")) {
            String head = part("{\"alg\":\"" + algorithm + "\",\"kid\":\"first\"}");
            tokens.add(head + "." + part(payload) + ".");
            tokens.add(head + "." + part(payload) + "." + part("\0"));
        }
        tokens.add(part("{\"alg\":7,\"kid\":[\"first\"]}") + "." + part(payload) + ".AA");
        tokens.add(
                part("{\"alg\":\"RS256\",\"kid\":\"first\",\"crit\":[\"x\"],\"x\":1}")
                        + "."
                        + part(payload)
                        + ".AA");
        tokens.add(
                part("{\"alg\":\"RS256\",\"kid\":\"first\",\"b64\":false}")
                        + "."
                        + part(payload)
                        + ".AA");
        tokens.add(
                part("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"zip\":\"DEF\"}")
                        + ".AA.AA.AA.AA");

        // These tokens are signed by the issuer, but they have a wrong audience, issuer, time or
        // type, or an account claim that is not exactly the victim's account id.
        tokens.add(issuer.sign(claims.of(issuer, victim).audience("payments")));
        tokens.add(issuer.sign(claims.of(issuer, victim).issuer("https://issuer.example.com")));
        tokens.add(issuer.sign(claims.of(issuer, victim).expirationTime(Date.from(Instant.EPOCH))));
        tokens.add(
                issuer.sign(
                        claims.of(issuer, victim),
                        header().keyID("first").type(new JOSEObjectType("secevent+jwt")).build()));
        for (Object account :
                List.of(
                        List.of(victim),
                        Map.of("S", victim),
                        Set.of(),
                        7,
                        true,
                        victim + "," + victim,
                        " " + victim,
                        "")) {
            tokens.add(issuer.sign(claims.of(issuer, account)));
        }
        tokens.add(issuer.sign(claims.of(issuer, null)));

        // This token has the victim's claims and the signature of another token.
        String[] parts = issuer.sign(claims.of(issuer, "nobody")).split("\\.", -1);
        tokens.add(parts[0] + "." + part(payload) + "." + parts[2]);
        return tokens;
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.RS256);
    }

    private static String sign(JWSHeader.Builder header, JWTClaimsSet claims, JWSSigner signer)
            throws JOSEException {
        SignedJWT token = new SignedJWT(header.build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
