package io.orderstream.embedded.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
    void refusesAPortThatIsInUseOnAllInterfaces() throws Exception {
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

    @Test
    void bindsThePreferredPort_whenItIsFree() throws Exception {
        int free;
        try (ServerSocket other = listen(0)) {
            free = other.getLocalPort();
        }

        try (ServerSocket bound =
                LoopbackPort.preferred(free, "--x-port").bind(LoopbackPortTest::listen)) {
            assertThat(bound.getLocalPort()).isEqualTo(free);
        }
    }

    @Test
    void bindsAnotherPort_whenThePreferredOneIsInUse() throws Exception {
        try (ServerSocket other = listen(0);
                ServerSocket bound =
                        LoopbackPort.preferred(other.getLocalPort(), "--x-port")
                                .bind(LoopbackPortTest::listen)) {
            assertThat(bound.getLocalPort()).isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void triesTwentyPorts_andThenAnyFreeOne() throws Exception {
        List<Integer> tried = new ArrayList<>();

        String bound =
                LoopbackPort.preferred(8080, "--x-port")
                        .bind(
                                port -> {
                                    tried.add(port);
                                    if (port != 0) {
                                        throw new BindException("in use");
                                    }
                                    return "bound";
                                });

        assertThat(bound).isEqualTo("bound");
        assertThat(tried)
                .containsExactlyElementsOf(
                        IntStream.concat(IntStream.range(8080, 8100), IntStream.of(0))
                                .boxed()
                                .toList());
    }

    @Test
    void bindsNoOtherPortThanTheGivenOne() throws Exception {
        try (ServerSocket other = listen(0)) {
            LoopbackPort port = new LoopbackPort(other.getLocalPort(), "--x-port");

            assertThatThrownBy(() -> port.bind(LoopbackPortTest::listen))
                    .isInstanceOf(BindException.class);
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
