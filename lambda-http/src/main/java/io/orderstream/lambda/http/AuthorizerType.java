package io.orderstream.lambda.http;

/**
 * Which authorizer the API has: the template's parameter {@code Authorization}. The functions get
 * it in the environment variable {@code AUTHORIZATION} and never infer it from a request: see
 * {@link Caller#of}.
 */
public enum AuthorizerType {
    /** Callers sign with IAM credentials, and each may act for every account. */
    AWS_IAM,

    /** Callers have a token, and each may act for the account in it. */
    JWT,

    /** No authorizer: everybody may act for every account. Only for a laptop. */
    NONE
}
