package io.orderstream.embedded.deployment;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A door to one service for one caller: it passes every byte on and tells what was asked. */
final class RecordingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final String caller;
    private final URI service;
    private final Consumer<Exchange> record;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private RecordingProxy(
            ServerSocket server, String caller, URI service, Consumer<Exchange> record) {
        this.server = server;
        this.caller = caller;
        this.service = service;
        this.record = record;
    }

    static RecordingProxy start(String caller, URI service, Consumer<Exchange> record)
            throws IOException {
        ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        RecordingProxy proxy = new RecordingProxy(server, caller, service, record);
        thread(proxy::accept);
        return proxy;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                thread(() -> serve(client));
            } catch (IOException e) {
                // Closed: nobody waits for this proxy any more.
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket(service.getHost(), service.getPort())) {
            open.add(upstream);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            Relay relay = new Relay(client, upstream);
            while (relay.next()) {
                // One request after the other, as long as both sides go on.
            }
            open.remove(upstream);
        } catch (IOException e) {
            // Either side hung up; the other one sees that its connection is closed.
        } finally {
            open.remove(client);
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "recording-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** A client's connection and the one to the service that belongs to it. */
    private final class Relay {
        private final InputStream fromClient;
        private final OutputStream toClient;
        private final InputStream fromService;
        private final OutputStream toService;

        Relay(Socket client, Socket upstream) throws IOException {
            fromClient = new BufferedInputStream(client.getInputStream());
            toClient = new BufferedOutputStream(client.getOutputStream());
            fromService = new BufferedInputStream(upstream.getInputStream());
            toService = new BufferedOutputStream(upstream.getOutputStream());
        }

        /** Passes on a request and its answer; whether there may be more. */
        boolean next() throws IOException {
            HttpMessage request = HttpMessage.read(fromClient).orElse(null);
            if (request == null) {
                return false;
            }
            request.writeHead(toService);
            if (request.header("expect").equalsIgnoreCase("100-continue")) {
                HttpMessage interim = answer();
                if (interim.status() != 100) {
                    finish(request, interim, "");
                    return false;
                }
                interim.writeHead(toClient);
            }
            String body = passBody(request);
            HttpMessage response = answer();
            while (response.status() < 200) {
                response.writeHead(toClient);
                response = answer();
            }
            finish(request, response, body);
            return !request.endsConnection() && !response.endsConnection();
        }

        private String passBody(HttpMessage request) throws IOException {
            if (!S3Calls.deletesMany(request.method(), request.target())) {
                request.copyBody(fromClient, toService);
                return "";
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            request.copyBody(fromClient, body);
            body.writeTo(toService);
            toService.flush();
            return body.toString(StandardCharsets.UTF_8);
        }

        private HttpMessage answer() throws IOException {
            return HttpMessage.read(fromService)
                    .orElseThrow(() -> new EOFException("The service hung up"));
        }

        private void finish(HttpMessage request, HttpMessage response, String body)
                throws IOException {
            // Before the answer, so that whoever has it finds the request recorded.
            record.accept(
                    new Exchange(
                            caller,
                            request.header("x-amz-target"),
                            request.method(),
                            request.target(),
                            request.header("x-amz-copy-source"),
                            body,
                            response.status()));
            response.writeHead(toClient);
            boolean bodyless =
                    request.method().equals("HEAD")
                            || response.status() == 204
                            || response.status() == 304;
            if (bodyless) {
                return;
            }
            if (response.isUnlimited()) {
                fromService.transferTo(toClient);
                toClient.flush();
                throw new EOFException("The answer ended with its connection");
            }
            response.copyBody(fromService, toClient);
        }
    }
}
