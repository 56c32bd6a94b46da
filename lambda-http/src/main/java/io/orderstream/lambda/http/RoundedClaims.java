package io.orderstream.lambda.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Removes claims that may be rounded numbers. API Gateway turns each claim into text, and its
 * documentation does not say how many digits of a number it keeps. If API Gateway reads a number as
 * a double, it may round a number above 2^53. Then the claims of two accounts whose ids are such
 * numbers could become the same text. A claim that may be a rounded number is kept only if this
 * claim has the same characters in the token itself.
 *
 * <p>The token's signature is not verified here. The authorizer that made the claims has verified
 * it.
 */
final class RoundedClaims {

    /** Numbers that API Gateway may round: 16 or more characters, or an exponent. */
    private static final Pattern MAY_BE_ROUNDED =
            Pattern.compile("[0-9.]{16,}|[0-9.]+[eE][+-]?[0-9]+");

    private RoundedClaims() {}

    /**
     * The claims without those that may be rounded.
     *
     * @param authorization the value of the header {@code authorization}, which contains the token
     */
    static Map<String, String> exact(Map<String, String> claims, String authorization) {
        Map<String, String> exact = new LinkedHashMap<>();
        for (Map.Entry<String, String> claim : claims.entrySet()) {
            if (!MAY_BE_ROUNDED.matcher(claim.getValue()).matches()
                    || tokenHas(authorization, claim.getKey(), claim.getValue())) {
                exact.put(claim.getKey(), claim.getValue());
            }
        }
        return exact;
    }

    private static boolean tokenHas(String authorization, String claim, String value) {
        String[] parts =
                authorization.substring(authorization.lastIndexOf(' ') + 1).split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try (JsonParser token =
                HttpEvent.JSON.createParser(Base64.getUrlDecoder().decode(parts[1]))) {
            return token.nextToken() == JsonToken.START_OBJECT && tokenHas(token, claim, value);
        } catch (IOException | IllegalArgumentException e) {
            // The authorizer could read the token that it checked. The text in the header cannot be
            // read, so it is not that token.
            return false;
        }
    }

    private static boolean tokenHas(JsonParser token, String claim, String value)
            throws IOException {
        boolean found = false;
        for (String name = token.nextFieldName(); name != null; name = token.nextFieldName()) {
            JsonToken type = token.nextToken();
            if (name.equals(claim)) {
                if (!type.isScalarValue() || !token.getText().equals(value)) {
                    return false;
                }
                found = true;
            }
            token.skipChildren();
        }
        return found;
    }
}
