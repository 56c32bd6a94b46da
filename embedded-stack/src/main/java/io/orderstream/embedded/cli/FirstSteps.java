package io.orderstream.embedded.cli;

import java.io.PrintWriter;
import java.net.URI;

/**
 * The addresses of the stack and three commands to try: post an order, read it, and open its
 * invoice. All three can be pasted at once. The API answers 404 until the order and the invoice
 * exist, and curl retries. The commands set a delay, because curl ignores the header {@code
 * Retry-After} of an answer with 404.
 */
record FirstSteps(URI api, URI flinkUi, boolean keepsData) {

    void print(PrintWriter out) {
        out.printf(
                """
                  API        %1$s
                  Console    %1$s/
                  Flink UI   %2$s

                Post an order, look it up, open its invoice (curl 7.71 or newer retries until they exist):

                  curl -sw '\\n' %1$s/order -H 'content-type: application/json' -d '{"order": {"accountid": "a1", "vendorid": "v1", "details": {"coffeetype": "Short Black", "coffeesize": "Small", "unitprice": "4.5", "quantity": "2"}}}'
                  curl -sfw '\\n' --retry 60 --retry-delay 1 --retry-all-errors '%1$s/order?accountid=a1&vendorid=v1'
                  curl -sfLw '\\n' --retry 60 --retry-delay 1 --retry-all-errors '%1$s/invoice?accountid=a1&vendorid=v1&redirect=true'

                %3$s
                """,
                api,
                flinkUi,
                keepsData
                        ? "Ctrl-C stops everything and keeps the data. The next start with the same flags goes on with it."
                        : "Ctrl-C stops everything.");
    }
}
