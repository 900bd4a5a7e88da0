package dev.remocal.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsResolverTest {

    private static final int ANY = LookupPolicy.IPV4 | LookupPolicy.IPV6;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void hosts() throws IOException {
        file = Files.writeString(folder.resolve("hosts"), """
                # für alle
                127.77.0.1\tpayments.shop.svc.cluster.local payments # ours
                ::7 payments
                127.77.0.2 orders

                printer 192.168.1.9
                127.77.0.3
                """, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "payments, 0:0:0:0:0:0:0:7 127.77.0.1",
        "PAYMENTS, 0:0:0:0:0:0:0:7 127.77.0.1",
        "payments.shop.svc.cluster.local., 127.77.0.1",
        "orders, 127.77.0.2",
        "printer, 10.9.9.9",
        "example.com, 10.9.9.9"
    })
    void namesOfTheFileAreAnsweredAndOthersPassedOn(String name, String addresses) throws UnknownHostException {
        assertThat(addresses(name, ANY)).isEqualTo(addresses);
    }

    @Test
    void familyThatIsNotWantedIsLeftOut() throws UnknownHostException {
        assertThat(addresses("payments", LookupPolicy.IPV4)).isEqualTo("127.77.0.1");
        assertThat(addresses("orders", LookupPolicy.IPV6)).isEqualTo("10.9.9.9");
    }

    @Test
    void addressHasTheFirstName() throws UnknownHostException {
        assertThat(resolver().lookupByAddress(new byte[] {127, 77, 0, 1})).isEqualTo("payments.shop.svc.cluster.local");
        assertThatThrownBy(() -> resolver().lookupByAddress(new byte[] {127, 77, 0, 9}))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void changesAreSeen() throws IOException {
        InetAddressResolver resolver = resolver();
        assertThat(addresses(resolver, "orders", ANY)).isEqualTo("127.77.0.2");
        Files.writeString(file, "127.77.0.44 orders\n");
        assertThat(addresses(resolver, "orders", ANY)).isEqualTo("127.77.0.44");
        Files.delete(file);
        assertThat(addresses(resolver, "orders", ANY)).isEqualTo("10.9.9.9");
    }

    private String addresses(String name, int characteristics) throws UnknownHostException {
        return addresses(resolver(), name, characteristics);
    }

    private static String addresses(InetAddressResolver resolver, String name, int characteristics)
            throws UnknownHostException {
        return resolver.lookupByName(name, LookupPolicy.of(characteristics))
                .map(InetAddress::getHostAddress)
                .sorted(Comparator.naturalOrder())
                .collect(Collectors.joining(" "));
    }

    private InetAddressResolver resolver() {
        return new HostsResolver(new HostsFile(file), new Builtin());
    }

    /** Knows every name and no address. */
    private static final class Builtin implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            return Stream.of(InetAddress.getByAddress(host, new byte[] {10, 9, 9, 9}));
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            throw new UnknownHostException("no name");
        }
    }
}
