package dev.remocal.test.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Asked by the JDK's own client, which goes over to TCP where an answer over UDP is cut short. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnsServerTest {

    private static final int MANY = 60;

    private static final DnsZone ZONE = new DnsZone(Map.of(
            "payments.shop.svc.cluster.local", List.of(new DnsZone.Entry.Address("127.9.240.1")),
            "six.shop.svc.cluster.local", List.of(new DnsZone.Entry.Address("fd00::1")),
            "pay.shop.svc.cluster.local", List.of(new DnsZone.Entry.Alias("payments.shop.svc.cluster.local")),
            "_web._tcp.payments.shop.svc.cluster.local",
                    List.of(new DnsZone.Entry.Port(80, "payments.shop.svc.cluster.local")),
            "many.shop.svc.cluster.local",
                    IntStream.range(0, MANY)
                            .<DnsZone.Entry>mapToObj(number -> new DnsZone.Entry.Address("127.9.1." + number))
                            .toList()));

    @SuppressWarnings("NullAway.Init")
    private LoopbackNetwork network;

    @SuppressWarnings("NullAway.Init")
    private DnsServer server;

    @BeforeAll
    void start() throws ClusterUnavailableException {
        network = LoopbackNetwork.claim();
        server = new DnsServer(network.dnsAddress(), () -> ZONE);
        server.start();
    }

    @AfterAll
    void end() throws IOException {
        server.close();
        network.close();
    }

    @Test
    void everyTypeOfRecordIsUnderstoodByAnotherClient() throws NamingException {
        assertThat(ask("payments.shop.svc.cluster.local", "A")).isEqualTo(List.of("127.9.240.1"));
        assertThat(ask("six.shop.svc.cluster.local", "AAAA")).isEqualTo(List.of("fd00::1"));
        assertThat(ask("pay.shop.svc.cluster.local", "CNAME")).isEqualTo(List.of("payments.shop.svc.cluster.local."));
        assertThat(ask("pay.shop.svc.cluster.local", "A")).isEqualTo(List.of("127.9.240.1"));
        assertThat(ask("_web._tcp.payments.shop.svc.cluster.local", "SRV"))
                .isEqualTo(List.of("0 100 80 payments.shop.svc.cluster.local."));
    }

    @Test
    void answerThatIsTooLongForADatagramComesOverTcp() throws NamingException {
        assertThat(ask("many.shop.svc.cluster.local", "A")).hasSize(MANY);
    }

    @Test
    void unknownNameIsDeniedAndAKnownOneMayHaveNothing() throws NamingException {
        assertThatThrownBy(() -> ask("nobody.shop.svc.cluster.local", "A")).isInstanceOf(NameNotFoundException.class);
        assertThat(ask("payments.shop.svc.cluster.local", "AAAA")).isEqualTo(List.of());
    }

    /** JNDI is the one way to the JDK's client, wants this very class, and asks nobody but the server of this test. */
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private List<?> ask(String name, String type) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>(Map.of(
                Context.INITIAL_CONTEXT_FACTORY,
                "com.sun.jndi.dns.DnsContextFactory",
                Context.PROVIDER_URL,
                "dns://" + network.dnsAddress() + ":" + DnsServer.PORT));
        InitialDirContext context = new InitialDirContext(environment);
        try {
            Attribute found = context.getAttributes(name, new String[] {type}).get(type);
            return found == null ? List.of() : Collections.list(found.getAll());
        } finally {
            context.close();
        }
    }
}
