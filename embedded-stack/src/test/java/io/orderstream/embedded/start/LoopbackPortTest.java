package io.orderstream.embedded.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {

    @Test
    void isTheGivenNumber_whenThePortIsFree() throws Exception {
        int free;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = other.getLocalPort();
        }

        assertThat(new LoopbackPort(free, "--x-port").toListenOn()).isEqualTo(free);
    }

    @Test
    void isZero_whenAnyFreePortIsWanted() {
        assertThat(LoopbackPort.free("--x-port").toListenOn()).isZero();
    }

    @Test
    void refusesAPortInUse_withItsNumberAndFlag() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LoopbackPort port = new LoopbackPort(other.getLocalPort(), "--x-port");

            assertThatThrownBy(port::toListenOn)
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "Port %d cannot be used (Address already in use). "
                                    + "Choose another with --x-port, or 0 for any free one.",
                            other.getLocalPort());
        }
    }

    @Test
    void refusesAPortInUseOnEveryInterface() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            LoopbackPort port = new LoopbackPort(other.getLocalPort(), "--x-port");

            assertThatThrownBy(port::toListenOn).isInstanceOf(StartException.class);
        }
    }

    @Test
    void refusesANumberAbove65535() {
        assertThatThrownBy(() -> new LoopbackPort(65_536, "--x-port"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "--x-port: expected a port from 1 to 65535, or 0 for a free one, found 65536");
    }
}
