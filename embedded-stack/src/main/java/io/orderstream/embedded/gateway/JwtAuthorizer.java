package io.orderstream.embedded.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.orderstream.embedded.json.StackJson;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.Value;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JWT authorizer of the template, for one issuer and some audiences. It accepts a token that is
 * signed with an RSA key of the issuer, is for one of the audiences, and is valid now.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html">
 *     JWT authorizers for HTTP APIs</a>
 */
final class JwtAuthorizer {
    private static final ObjectMapper JSON = StackJson.MAPPER;
    private static final String IDENTITY = "$request.header.Authorization";
    private static final Pattern BEARER = Pattern.compile("(?:(?i:Bearer) +)?(\\S+)");
    private static final Set<JWSAlgorithm> RSA_ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512);

    /**
     * An accepted token.
     *
     * @param claims the claims as a function gets them: each one as text
     * @param scopes the scopes that the token grants
     */
    record Token(Map<String, String> claims, List<String> scopes) {}

    private final String issuer;
    private final Set<String> audience;
    private final Clock clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    JwtAuthorizer(String issuer, Set<String> audience, Clock clock) {
        this.issuer = issuer;
        this.audience = Set.copyOf(audience);
        this.clock = clock;
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(RSA_ALGORITHMS, new IssuerKeys(issuer)));
        processor.setJWTClaimsSetVerifier((claims, context) -> check(claims));
    }

    /** The authorizer that an {@code AWS::ApiGatewayV2::Authorizer} describes. */
    static JwtAuthorizer of(Resource authorizer) {
        Value type = authorizer.get("AuthorizerType");
        if (!type.text().equals("JWT")) {
            throw type.wrong("JWT");
        }
        Value sources = authorizer.get("IdentitySource");
        if (!sources.list().stream().map(Value::text).toList().equals(List.of(IDENTITY))) {
            throw sources.wrong("[" + IDENTITY + "]");
        }
        Value configuration = authorizer.get("JwtConfiguration");
        return new JwtAuthorizer(
                configuration.get("Issuer").text(),
                Set.copyOf(configuration.get("Audience").list().stream().map(Value::text).toList()),
                Clock.systemUTC());
    }

    /**
     * Checks the token of a request.
     *
     * @param oneOf scopes of which the token must have one, in its claim {@code scope} or {@code
     *     scp}; empty if any valid token is accepted
     * @throws RefusedTokenException if the request has no token, an invalid token, or a token
     *     without any of the scopes
     */
    Token token(HttpCall call, List<String> oneOf) throws RefusedTokenException {
        Optional<String> header = call.header("authorization");
        if (header.isEmpty()) {
            throw RefusedTokenException.noToken();
        }
        Matcher bearer = BEARER.matcher(header.get().strip());
        if (!bearer.matches()) {
            throw RefusedTokenException.invalidToken("the Authorization header has no token");
        }
        try {
            SignedJWT token = parse(bearer.group(1));
            if (token.getHeader().getKeyID() == null) {
                throw RefusedTokenException.invalidToken("the token has no key id");
            }
            processor.process(token, null);
            JsonNode claims = JSON.readTree(token.getPayload().toString());
            List<String> granted = scopes(claims);
            if (!oneOf.isEmpty() && granted.stream().noneMatch(oneOf::contains)) {
                throw RefusedTokenException.insufficientScope(oneOf);
            }
            return new Token(texts(claims), granted);
        } catch (ParseException | BadJOSEException | JOSEException | JsonProcessingException e) {
            throw RefusedTokenException.invalidToken(e.getMessage());
        }
    }

    /** The scopes of a token. The claim is a list of scopes, or a text with spaces between them. */
    private static List<String> scopes(JsonNode claims) {
        JsonNode claim = claims.has("scope") ? claims.get("scope") : claims.path("scp");
        List<String> scopes = new ArrayList<>();
        if (claim.isTextual()) {
            scopes.addAll(List.of(claim.textValue().split(" ", -1)));
        } else if (claim.isArray()) {
            claim.forEach(scope -> scopes.add(scope.asText()));
        }
        return List.copyOf(scopes);
    }

    private static SignedJWT parse(String text) throws ParseException {
        try {
            return SignedJWT.parse(text);
        } catch (RuntimeException e) {
            // If the token's own header is the JSON value null, for example, the parser throws
            // another exception than ParseException. Any client can send such a token.
            ParseException failed = new ParseException(String.valueOf(e.getMessage()), 0);
            failed.initCause(e);
            throw failed;
        }
    }

    private void check(JWTClaimsSet claims) throws BadJWTException {
        if (!issuer.equals(claims.getIssuer())) {
            throw new BadJWTException("the issuer is " + claims.getIssuer());
        }
        if (audienceOf(claims).stream().noneMatch(audience::contains)) {
            throw new BadJWTException("the audience is " + audienceOf(claims));
        }
        Instant now = clock.instant();
        Date expiry = claims.getExpirationTime();
        if (expiry == null || !now.isBefore(expiry.toInstant())) {
            throw new BadJWTException("the token has expired, or has no expiry time");
        }
        if (isAfter(claims.getNotBeforeTime(), now) || isAfter(claims.getIssueTime(), now)) {
            throw new BadJWTException("the token is not valid yet");
        }
    }

    /**
     * The audience of the token. Like API Gateway, this method uses client_id only if there is no
     * aud.
     */
    private static List<String> audienceOf(JWTClaimsSet claims) {
        if (!claims.getAudience().isEmpty()) {
            return claims.getAudience();
        }
        return claims.getClaim("client_id") instanceof String client ? List.of(client) : List.of();
    }

    private static boolean isAfter(Date date, Instant now) {
        return date != null && date.toInstant().isAfter(now);
    }

    /** The claims as text. A claim that is null is omitted. */
    private static Map<String, String> texts(JsonNode claims) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> claim : claims.properties()) {
            if (!claim.getValue().isNull()) {
                texts.put(claim.getKey(), text(claim.getValue()));
            }
        }
        return texts;
    }

    /** A claim as text. A list becomes {@code [a b]}. */
    private static String text(JsonNode claim) {
        if (claim.isArray()) {
            List<String> elements = new ArrayList<>();
            claim.forEach(element -> elements.add(text(element)));
            return "[" + String.join(" ", elements) + "]";
        }
        return claim.isValueNode() ? claim.asText() : claim.toString();
    }
}
