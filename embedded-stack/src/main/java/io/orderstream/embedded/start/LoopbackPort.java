package io.orderstream.embedded.start;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP port of 127.0.0.1 that a part of the stack is about to listen on, and the flag that changes
 * it.
 *
 * <pre>{@code
 * LoopbackPort port = new LoopbackPort(4567, "--kinesis-port");
 * int number = port.claim(); // 4567, or a StartException that names the port and the flag
 * }</pre>
 *
 * @param number 1 to 65535, or 0 for any free port
 * @param flag the command line flag that sets this port, named when the port is taken
 */
public record LoopbackPort(int number, String flag) {

    /** The address that every part listens on, and the host name in every endpoint. */
    public static final String HOST = "127.0.0.1";

    private static final byte[] ADDRESS = {127, 0, 0, 1};
    private static final int HIGHEST = 65_535;

    // Below the ports that Linux (32768), macOS and Windows (49152) give to outgoing connections:
    // one of those could be taken between the claim and the listening, which takes an emulator
    // seconds. Of seventeen thousand, two JVMs hardly ever choose the same one at the same moment.
    private static final int LOWEST_FREE = 15_000;
    private static final int ABOVE_FREE = 32_000;
    private static final int ATTEMPTS = 100;

    /**
     * Checks that there can be such a port.
     *
     * @throws IllegalArgumentException if {@code number} is not 0 to 65535
     */
    public LoopbackPort {
        Objects.requireNonNull(flag, "flag");
        if (number < 0 || number > HIGHEST) {
            throw new IllegalArgumentException(
                    flag + " must be a port, 1 to 65535, or 0 for a free one, but is " + number);
        }
    }

    /** Any free port. */
    public static LoopbackPort free(String flag) {
        return new LoopbackPort(0, flag);
    }

    /**
     * The number of a port that nothing listens on at this moment: {@link #number()}, or a free one
     * if that is 0. To be called right before listening.
     *
     * @throws StartException if something listens on it already, or it may not be used
     */
    public int claim() {
        try {
            return number == 0 ? claimAny() : bind(number);
        } catch (BindException taken) {
            throw new StartException(
                    String.format(
                            "Port %d cannot be used (%s). Choose another with %s, or 0 for any free one.",
                            number, taken.getMessage(), flag),
                    taken);
        } catch (IOException e) {
            throw new StartException("Cannot open a port on " + HOST + ": " + e.getMessage(), e);
        }
    }

    private static int claimAny() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return bind(ThreadLocalRandom.current().nextInt(LOWEST_FREE, ABOVE_FREE));
            } catch (BindException taken) {
                // Another one, then.
            }
        }
        return bind(0);
    }

    private static int bind(int number) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(ADDRESS), number));
            return socket.getLocalPort();
        }
    }
}
