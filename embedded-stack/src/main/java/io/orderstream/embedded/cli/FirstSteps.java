package io.orderstream.embedded.cli;

import java.io.PrintWriter;
import java.net.URI;

/** The three commands to try: post an order, look it up, open its invoice. */
record FirstSteps(URI api, URI flinkUi) {

    void print(PrintWriter out) {
        out.printf(
                """
                  API        %1$s
                  Flink UI   %2$s

                Post an order, look it up, open its invoice:

                  curl -s %1$s/order -H 'content-type: application/json' -d '{"order": {"accountid": "a1", "vendorid": "v1", "details": {"coffeetype": "Short Black", "coffeesize": "Small", "unitprice": "4.5", "quantity": "2"}}}'
                  curl -s '%1$s/order?accountid=a1&vendorid=v1'
                  curl -sL '%1$s/invoice?accountid=a1&vendorid=v1&redirect=true'

                Ctrl-C stops everything.
                """,
                api, flinkUi);
    }
}
