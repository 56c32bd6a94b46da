package io.orderstream.embedded.start;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Objects;

/**
 * A TCP port on 127.0.0.1 for a part of the stack, and the command line flag that sets it.
 *
 * <pre>{@code
 * LoopbackPort port = new LoopbackPort(4567, "--kinesis-port");
 * int number = port.numberToListenOn(); // 4567, or a StartException that names the port and the flag
 * }</pre>
 *
 * @param number 1 to 65535, or 0 for any free port
 * @param flag the command line flag that sets this port; error messages name it
 * @param isPreference whether another port may be taken if this one is in use
 */
public record LoopbackPort(int number, String flag, boolean isPreference) {

    /** The address that every part of the stack listens on. */
    public static final String HOST = "127.0.0.1";

    private static final byte[] ADDRESS = {127, 0, 0, 1};
    private static final int HIGHEST_PORT = 65_535;

    /** How many ports {@link #bind} tries for a preference before it takes any free one. */
    private static final int TRIED = 20;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if {@code number} is not 0 to 65535
     */
    public LoopbackPort {
        Objects.requireNonNull(flag, "flag");
        if (number < 0 || number > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    flag
                            + ": expected a port from 1 to 65535 or 0 (any free port), found "
                            + number);
        }
    }

    /** Exactly this port. The number 0 means any free port. */
    public LoopbackPort(int number, String flag) {
        this(number, flag, false);
    }

    /** Any free port. */
    public static LoopbackPort free(String flag) {
        return new LoopbackPort(0, flag);
    }

    /**
     * This port, or the next free one if it is in use. Only {@link #bind} can choose another port.
     */
    public static LoopbackPort preferred(int number, String flag) {
        return new LoopbackPort(number, flag, true);
    }

    /**
     * Calls {@code binding} with this port. If the port is only a preference and in use, the next
     * ports are tried, and then any free one. No port is checked before it is bound, because
     * another process could take it in between.
     *
     * @throws BindException if the port is in use and not only a preference
     * @throws IOException if {@code binding} fails for another reason
     */
    public <T> T bind(Binding<T> binding) throws IOException {
        int last = isPreference ? Math.min(number + TRIED - 1, HIGHEST_PORT) : number - 1;
        for (int candidate = number; candidate <= last; candidate++) {
            try {
                return binding.bind(candidate);
            } catch (BindException inUse) {
                // The next port is tried.
            }
        }
        return binding.bind(isPreference ? 0 : number);
    }

    /**
     * Opens a server socket.
     *
     * @param <T> the type of what listens
     */
    @FunctionalInterface
    public interface Binding<T> {

        /**
         * Listens on a port.
         *
         * @param port the port, or 0 for any free one
         * @throws BindException if the port is in use
         */
        T bind(int port) throws IOException;
    }

    /**
     * The number to listen on: {@link #number()}, after a check that the port is free. For 0 the
     * result is 0, and the system chooses a free port when the caller binds its socket. This method
     * does not choose a port itself, because another process could take that port before the caller
     * binds it.
     *
     * @throws StartException if the port is in use, or this process may not use it
     */
    public int numberToListenOn() {
        try (ServerSocket socket = new ServerSocket()) {
            if (number != 0) {
                socket.bind(new InetSocketAddress(InetAddress.getByAddress(ADDRESS), number));
            }
            return number;
        } catch (BindException taken) {
            throw new StartException(
                    String.format(
                            "Port %d cannot be used (%s). Choose another port with %s, or 0 for any free port.",
                            number, taken.getMessage(), flag),
                    taken);
        } catch (IOException e) {
            throw new StartException("Cannot open a port on " + HOST + ": " + e.getMessage(), e);
        }
    }
}
