package io.orderstream.acceptance.hostile;

/** Makes requests with methods other than GET and POST, and with invalid methods. */
final class MethodFuzzer implements RequestFuzzer {

    private final KnownAccounts accounts;

    MethodFuzzer(KnownAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public RawRequest next(SeededRandom random) {
        String method =
                random.pick(
                        "PUT",
                        "PATCH",
                        "DELETE",
                        "HEAD",
                        "OPTIONS",
                        "TRACE",
                        "CONNECT",
                        "PROPFIND",
                        "QUERY",
                        "get",
                        "Post",
                        "GET%20",
                        "$default",
                        "ANY",
                        "GE\0T",
                        "G\u00e9T",
                        "\"GET\"",
                        "GET\tPOST",
                        "",
                        random.lowerCase(1 + random.below(40)),
                        random.lowerCase(5_000));
        String path =
                random.pick(
                        "/order",
                        "/orders",
                        "/order/events",
                        "/invoice",
                        accounts.validTarget(random),
                        "/",
                        "*",
                        "127.0.0.1:443");
        RawRequest request = new RawRequest("method", method, path);
        return random.percent(30) ? request.json("{\"order\":{}}") : request;
    }
}
