package io.orderstream.embedded.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {

    @Test
    void theNumberToListenOnIsTheGivenOne_whenThePortIsFree() throws Exception {
        int free;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = other.getLocalPort();
        }

        assertThat(new LoopbackPort(free, "--x-port").numberToListenOn()).isEqualTo(free);
    }

    @Test
    void theNumberToListenOnIsZero_whenAnyFreePortIsWanted() {
        assertThat(LoopbackPort.free("--x-port").numberToListenOn()).isZero();
    }

    @Test
    void refusesAPortInUse_andNamesItsNumberAndFlag() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LoopbackPort port = new LoopbackPort(other.getLocalPort(), "--x-port");

            assertThatThrownBy(port::numberToListenOn)
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "Port %d cannot be used (Address already in use). "
                                    + "Choose another port with --x-port, or 0 for any free port.",
                            other.getLocalPort());
        }
    }

    @Test
    void refusesAPort_thatIsInUseOnAllInterfaces() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            LoopbackPort port = new LoopbackPort(other.getLocalPort(), "--x-port");

            assertThatThrownBy(port::numberToListenOn).isInstanceOf(StartException.class);
        }
    }

    @Test
    void refusesANumberAbove65535() {
        assertThatThrownBy(() -> new LoopbackPort(65_536, "--x-port"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "--x-port: expected a port from 1 to 65535 or 0 (any free port), found 65536");
    }
}
