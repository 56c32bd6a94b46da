package io.orderstream.lambda.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Leaves out claims that may be rounded numbers. API Gateway makes a text of each claim, and does
 * not say how many digits of a number it keeps: two accounts whose ids are numbers above 2^53 could
 * become one. So a claim that looks like such a number counts only if the token has it in the same
 * characters.
 *
 * <p>The token's signature is not verified here: the authorizer, which gave the claims, did.
 */
final class TokenNumbers {

    /** With fewer than 16 digits and without an exponent a number is what it was. */
    private static final Pattern MAY_BE_ROUNDED =
            Pattern.compile("[0-9.]{16,}|[0-9.]+[eE][+-]?[0-9]+");

    private TokenNumbers() {}

    /**
     * The claims without those that may be rounded.
     *
     * @param authorization the request's header, with the token
     */
    static Map<String, String> exact(Map<String, String> claims, String authorization) {
        Map<String, String> exact = new LinkedHashMap<>();
        for (Map.Entry<String, String> claim : claims.entrySet()) {
            if (!MAY_BE_ROUNDED.matcher(claim.getValue()).matches()
                    || says(authorization, claim.getKey(), claim.getValue())) {
                exact.put(claim.getKey(), claim.getValue());
            }
        }
        return exact;
    }

    private static boolean says(String authorization, String claim, String value) {
        String[] parts =
                authorization.substring(authorization.lastIndexOf(' ') + 1).split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try (JsonParser token =
                HttpEvent.JSON.createParser(Base64.getUrlDecoder().decode(parts[1]))) {
            return token.nextToken() == JsonToken.START_OBJECT && says(token, claim, value);
        } catch (IOException | IllegalArgumentException e) {
            // An authorizer lets no such token through: nobody knows what it says.
            return false;
        }
    }

    private static boolean says(JsonParser token, String claim, String value) throws IOException {
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
