package io.orderstream.lambda.http;

/**
 * Which authorizer stands in front of the API: the template's parameter of the same name. The
 * functions are told, and never infer it from a request: see {@link Caller#of}.
 */
public enum Authorization {
    /** Callers sign with IAM credentials, and each may act for every account. */
    AWS_IAM,

    /** Callers have a token, and each may act for the account in it. */
    JWT,

    /** Nobody is asked; everybody may act for every account. Only for a laptop. */
    NONE
}
