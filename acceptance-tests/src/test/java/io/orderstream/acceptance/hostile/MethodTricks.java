package io.orderstream.acceptance.hostile;

/** Methods that no route has, and some that no protocol has. */
final class MethodTricks implements Trick {

    private final Targets targets;

    MethodTricks(Targets targets) {
        this.targets = targets;
    }

    @Override
    public RawRequest next(Dice dice) {
        String method =
                dice.pick(
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
                        dice.lowerCase(1 + dice.below(40)),
                        dice.lowerCase(5_000));
        String path =
                dice.pick(
                        "/order",
                        "/orders",
                        "/invoice",
                        targets.honest(dice),
                        "/",
                        "*",
                        "127.0.0.1:443");
        RawRequest request = new RawRequest("method", method, path);
        return dice.percent(30) ? request.json("{\"order\":{}}") : request;
    }
}
