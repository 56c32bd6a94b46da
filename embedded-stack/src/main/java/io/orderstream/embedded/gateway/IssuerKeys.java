package io.orderstream.embedded.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.orderstream.embedded.json.StackJson;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Optional;

/**
 * The public keys of an issuer, found by OpenID Connect discovery. They are fetched when the first
 * token arrives, and are cached for some minutes. They are fetched again when a token has an
 * unknown key id, but not more than twice in 30 seconds.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {
    private static final ObjectMapper JSON = StackJson.MAPPER;
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int MAX_BYTES = 256 * 1024;

    private final String issuer;
    private final DefaultResourceRetriever http =
            new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
    private Optional<JWKSource<SecurityContext>> published = Optional.empty();

    IssuerKeys(String issuer) {
        this.issuer = issuer;
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
        return published().get(selector, context);
    }

    private synchronized JWKSource<SecurityContext> published() throws KeySourceException {
        if (published.isEmpty()) {
            published =
                    Optional.of(
                            JWKSourceBuilder.<SecurityContext>create(discover(), http)
                                    // A refresh-ahead cache would start a thread that never stops.
                                    .refreshAheadCache(false)
                                    .build());
        }
        return published.get();
    }

    private URL discover() throws KeySourceException {
        String base = issuer.endsWith("/") ? issuer : issuer + "/";
        try {
            JsonNode configuration =
                    JSON.readTree(
                            http.retrieveResource(url(base + ".well-known/openid-configuration"))
                                    .getContent());
            if (!configuration.path("issuer").asText().equals(issuer)) {
                throw new RemoteKeySourceException(
                        "the configuration at " + base + " is for another issuer", null);
            }
            return url(configuration.path("jwks_uri").asText());
        } catch (JsonProcessingException e) {
            throw new RemoteKeySourceException("the configuration at " + base + " is not JSON", e);
        } catch (IOException e) {
            throw new RemoteKeySourceException(
                    "the configuration at " + base + " cannot be read", e);
        }
    }

    private static URL url(String text) throws MalformedURLException {
        try {
            return URI.create(text).toURL();
        } catch (IllegalArgumentException e) {
            MalformedURLException malformed = new MalformedURLException(text);
            malformed.initCause(e);
            throw malformed;
        }
    }
}
