package io.orderstream.embedded.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An issuer of tokens on this machine. It publishes its configuration and its public key over HTTP.
 *
 * <pre>{@code
 * try (LocalIssuer issuer = LocalIssuer.start()) {
 *     String token = issuer.sign(issuer.claims("orders").claim("accountid", "a1"));
 * }
 * }</pre>
 */
public final class LocalIssuer implements AutoCloseable {

    // A new RSA key costs a second of CPU time, so all issuers of a JVM have the same key.
    private static final RSAKey KEY = key();
    private static final RSAKey FOREIGN_KEY = key();

    private final HttpServer server;
    private final AtomicInteger keyRequests = new AtomicInteger();

    private LocalIssuer(HttpServer server) {
        this.server = server;
    }

    /** Starts an issuer on a free port. */
    public static LocalIssuer start() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            LocalIssuer issuer = new LocalIssuer(server);
            server.createContext("/.well-known/openid-configuration", issuer::configuration);
            server.createContext("/keys", issuer::keys);
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of the issuer, which is the {@code iss} of its tokens. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The number of requests for the keys. */
    public int keyRequests() {
        return keyRequests.get();
    }

    /** The claims of a token for this audience. The token is valid for an hour. */
    public JWTClaimsSet.Builder claims(String audience) {
        return new JWTClaimsSet.Builder()
                .issuer(address())
                .audience(audience)
                .expirationTime(Date.from(Instant.now().plusSeconds(3_600)));
    }

    /** A token that is signed with the published key. */
    public String sign(JWTClaimsSet.Builder claims) {
        return sign(claims, KEY, header("first"));
    }

    /** A token with this header, signed with the published key. */
    public String sign(JWTClaimsSet.Builder claims, JWSHeader header) {
        return sign(claims, KEY, header);
    }

    /** A token that is signed with another key, although its header has the published key's id. */
    public String forge(JWTClaimsSet.Builder claims) {
        return sign(claims, FOREIGN_KEY, header("first"));
    }

    private static String sign(JWTClaimsSet.Builder claims, RSAKey key, JWSHeader header) {
        try {
            SignedJWT token = new SignedJWT(header, claims.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWSHeader header(String keyId) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build();
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("first").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void configuration(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                """
                {"issuer": "%1$s", "jwks_uri": "%1$s/keys"}
                """
                        .formatted(address()));
    }

    private void keys(HttpExchange exchange) throws IOException {
        keyRequests.incrementAndGet();
        answer(exchange, new JWKSet(KEY.toPublicJWK()).toString());
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
