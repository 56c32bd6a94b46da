package io.orderstream.acceptance.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** One request and its answer, on which a {@link Fault} acts. */
public final class Exchange {

    private final Request request;
    private final Wire caller;
    private final Wire service;
    private final Interceptor interceptor;

    private HttpMessage response;
    private boolean open;

    Exchange(Request request, Wire caller, Wire service, Interceptor interceptor) {
        this.request = request;
        this.caller = caller;
        this.service = service;
        this.interceptor = interceptor;
    }

    /** The request. */
    public Request request() {
        return request;
    }

    /** Passes the request on, and waits for the service's answer. */
    public void forward() throws IOException {
        forward(request.message().head(), request.message().rawBody());
    }

    /**
     * Passes the request on with another body.
     *
     * @return the body of the answer
     */
    public byte[] forward(byte[] body) throws IOException {
        forward(RequestHead.withContentLength(request.message().head(), body.length), body);
        return response.body();
    }

    private void forward(byte[] head, byte[] body) throws IOException {
        service.write(head, body);
        response = service.nextResponse(request.method());
        interceptor.answered(request, response.status());
    }

    /** Passes on the request's head and half of its body. */
    public void forwardHalf() throws IOException {
        byte[] body = request.message().rawBody();
        service.write(request.message().head(), Arrays.copyOf(body, body.length / 2));
    }

    /** The status of the service's answer. */
    public int status() {
        return response.status();
    }

    /** A header of the service's answer, empty if there is none. */
    public String header(String name) {
        return response.header(name);
    }

    /** Gives the service's answer to the caller. */
    public void passAnswer() throws IOException {
        caller.write(response.head(), response.rawBody());
        open =
                !response.endsConnection()
                        && !response.isUnlimited()
                        && !request.message().endsConnection();
    }

    /** Gives the head of the service's answer and half of its body to the caller. */
    public void passHalfAnswer() throws IOException {
        byte[] body = response.rawBody();
        caller.write(response.head(), Arrays.copyOf(body, body.length / 2));
    }

    /** Gives another answer to the caller. */
    public void answer(Response answer) throws IOException {
        caller.write(answer.head(), answer.body());
        open = !request.message().endsConnection();
    }

    /** Ends both connections after this exchange, even if the caller has got no answer. */
    public void hangUp() {
        open = false;
    }

    /** Whether another request may follow on the same connections. */
    boolean isOpen() {
        return open;
    }

    /** The connection to the caller or to the service. */
    record Wire(InputStream in, OutputStream out) {

        void write(byte[] head, byte[] body) throws IOException {
            out.write(head);
            out.write(body);
            out.flush();
        }

        HttpMessage nextResponse(String requestMethod) throws IOException {
            HttpMessage next = head();
            while (next.status() < 200) {
                next = head();
            }
            next.readResponseBody(in, requestMethod);
            return next;
        }

        private HttpMessage head() throws IOException {
            return HttpMessage.readHead(in)
                    .orElseThrow(() -> new EOFException("The service closed the connection"));
        }
    }
}
