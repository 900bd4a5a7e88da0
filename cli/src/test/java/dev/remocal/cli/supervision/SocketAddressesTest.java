package dev.remocal.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes as strace(1) shows them on x86-64, whose families are little-endian, as on all that is supported. */
class SocketAddressesTest {

    static Stream<Arguments> addresses() {
        return Stream.of(
                arguments(2, "0200 0050 0a600007 0000000000000000", "10.96.0.7", 80),
                arguments(10, "0a00 1538 00000000 fd000000000000000000000000000007 00000000", "fd00::7", 5432),
                arguments(10, "0a00 ffff 00000000 00000000000000000000ffff0a600007 00000000", "10.96.0.7", 65535));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void isReadAndWritten(int family, String hex, String host, int port) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        InetSocketAddress address = new InetSocketAddress(host, port);
        assertThat(SocketAddresses.family(bytes)).isEqualTo(family);
        assertThat(SocketAddresses.internet(bytes)).contains(address);
        assertThat(SocketAddresses.path(bytes)).isEmpty();
        assertThat(SocketAddresses.write(family, address)).isEqualTo(bytes);
    }

    @Test
    void socketOfTheFileSystemHasAPath() {
        byte[] bytes = "\1\0/run/nscd/socket\0rest".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(SocketAddresses.path(bytes)).contains("/run/nscd/socket");
        assertThat(SocketAddresses.internet(bytes)).isEmpty();
        assertThat(SocketAddresses.path(Arrays.copyOf(bytes, 18))).contains("/run/nscd/socket");
    }

    static Stream<String> strange() {
        return Stream.of(
                "",
                "02",
                "0200",
                "0200 0050 0a6000",
                "0a00 0050 00000000 fd00",
                "0000",
                "0100",
                "0100 00 61",
                "1100 0000");
    }

    /** Short ones, and those of other families, are the kernel's to refuse. */
    @ParameterizedTest
    @MethodSource("strange")
    void everythingElseIsNoAddress(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(SocketAddresses.internet(bytes)).isEmpty();
        assertThat(SocketAddresses.path(bytes)).isEmpty();
    }
}
