package dev.remocal.cli.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.cluster.ClusterService;
import dev.remocal.cli.names.EnvironmentRewriting.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** orders keeps no port (8081), payments one of two (9090 and not 80); what is opened has 40000 added. */
class EnvironmentRewritingTest {

    private static final ClusterService SIX = Shop.service("six", "shop", "fd00::6", 6000);
    private static final ClusterService DATABASE = Shop.service("db", "shop", "10.0.0.5", 5432);
    private static final NamePlan PLAN = NamePlan.of(
            List.of(Shop.PAYMENTS, Shop.ORDERS, Shop.KAFKA, Shop.MAIL, SIX, DATABASE),
            Shop.surroundings(OptionalInt.of(77)));
    private static final NamePlan ONE_ADDRESS =
            NamePlan.of(List.of(Shop.PAYMENTS, DATABASE), Shop.surroundings(OptionalInt.empty()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            A=http://payments/x                        | A=http://payments:40080/x
            A=http://Payments.Shop:80                  | A=http://Payments.Shop:40080
            A=https://payments                         |
            A=http://payments:9090/x                   |
            A=http://payments:9999                     |
            A=http://mail.post:2525                    |
            A=payments:80                              | A=payments:40080
            A=payments.shop.svc.cluster.local.:80      | A=payments.shop.svc.cluster.local:40080
            A=payments:9090                            |
            A=orders:8081,payments:80                  | A=orders:48081,payments:40080
            A=dns:///orders:8081                       | A=dns:///orders:48081
            A=user:pw@tcp(orders:8081)/x               | A=user:pw@tcp(orders:48081)/x
            A=tcp://10.0.0.1:80                        | A=tcp://127.77.0.6:40080
            A=tcp://10.0.0.1:9090                      | A=tcp://127.77.0.6:9090
            A=10.0.0.3                                 | A=127.77.0.8
            A=10.0.0.3/32                              |
            A=x 10.0.0.3:2525 y                        | A=x 127.77.0.8:2525 y
            A=fd00::6                                  | A=127.77.0.7
            A=http://[fd00::6]:6000/                   | A=http://127.77.0.7:6000/
            A=110.0.0.3:2525                           |
            NO_PROXY=10.0.0.3                          |
            HOSTNAME=orders                            |
            """)
    void whereANameWouldNotDoItIsRewritten(String variable, String expected) {
        assertThat(rewritten(Scope.WHERE_NEEDED, variable)).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            APP_NAME=payments                          |
            OTEL_SERVICE_NAME=payments                 |
            TEXT=ask payments or payments: nothing     |
            IMAGE=payments:1.0                         |
            IMAGE=registry.example/payments:80         |
            PATHS=/payments:80                         |
            URL=http://example.com/payments            |
            URL=http://payments.example.com            |
            URL=http://payments:payments@db:5432/db    | URL=http://payments:payments@127.77.0.1:5432/db
            DB=postgres://db/shop                      | DB=postgres://127.77.0.1/shop
            DB=jdbc:postgresql://db:5432/db            | DB=jdbc:postgresql://127.77.0.1:5432/db
            DB=jdbc:oracle:thin:@db:5432:db            | DB=jdbc:oracle:thin:@127.77.0.1:5432:db
            DB=host=db port=5432 dbname=db             | DB=host=127.77.0.1 port=5432 dbname=db
            DB=Database=db;Server=db;Port=5432         | DB=Database=db;Server=127.77.0.1;Port=5432
            DB=mongodb://u:p@kafka-0.kafka:9092,kafka-1.kafka:9092/db | DB=mongodb://u:p@127.77.0.3:9092,127.77.0.4:9092/db
            K=kafka-0.kafka:9092, kafka-1.kafka:9092   | K=127.77.0.3:9092, 127.77.0.4:9092
            K=SSL://kafka-0.kafka:9092,SSL://kafka-1.kafka.shop.svc:9092 | K=SSL://127.77.0.3:9092,SSL://127.77.0.4:9092
            K=amqp://a:b@kafka:9092,amqp://a:b@kafka-0.kafka:9092 | K=amqp://a:b@127.77.0.2:9092,amqp://a:b@127.77.0.3:9092
            JSON={"url":"http://payments","to":"kafka:9092"} | JSON={"url":"http://127.77.0.6:40080","to":"127.77.0.2:9092"}
            DB_HOST=db                                 | DB_HOST=127.77.0.1
            MAIL_ADDRESS=mail.post                     | MAIL_ADDRESS=127.77.0.8
            KAFKA_BROKERS=kafka-0.kafka, kafka-1.kafka | KAFKA_BROKERS=127.77.0.3, 127.77.0.4
            server=DB                                  | server=127.77.0.1
            A=mail.post.svc                            | A=127.77.0.8
            A=ada@mail.post                            | A=ada@127.77.0.8
            """)
    void everythingIsRewrittenAndNothingThatIsNoHost(String variable, String expected) {
        assertThat(rewritten(Scope.EVERYTHING, variable)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void hostAndPortInTwoVariablesAreChangedTogether() {
        Rewritten rewritten = rewrite(ONE_ADDRESS, Scope.EVERYTHING, "DB_HOST=db", "DB_PORT=5432", "PORT=5432");
        assertThat(rewritten.changed()).isEqualTo(Map.of("DB_HOST", "127.0.0.1", "DB_PORT", "45432"));
        assertThat(rewritten.rows())
                .containsExactly(
                        new Rewritten.Row("DB_HOST", "db", "127.0.0.1"),
                        new Rewritten.Row("DB_PORT", "db:5432", "127.0.0.1:45432"));
        assertThat(rewritten.left()).isEmpty();
    }

    @Test
    void nameStaysWhereOnlyThePortIsAnother() {
        assertThat(rewrite(PLAN, Scope.WHERE_NEEDED, "ORDERS_HOST=orders", "ORDERS_PORT=8081")
                        .changed())
                .isEqualTo(Map.of("ORDERS_PORT", "48081"));
    }

    @Test
    void serviceLinksStayConsistent() {
        Rewritten rewritten = rewrite(
                PLAN,
                Scope.WHERE_NEEDED,
                "PAYMENTS_SERVICE_HOST=10.0.0.1",
                "PAYMENTS_SERVICE_PORT=80",
                "PAYMENTS_SERVICE_PORT_WEB=80",
                "PAYMENTS_SERVICE_PORT_ADMIN=9090",
                "PAYMENTS_PORT=tcp://10.0.0.1:80",
                "PAYMENTS_PORT_80_TCP=tcp://10.0.0.1:80",
                "PAYMENTS_PORT_80_TCP_PROTO=tcp",
                "PAYMENTS_PORT_80_TCP_PORT=80",
                "PAYMENTS_PORT_80_TCP_ADDR=10.0.0.1",
                "PAYMENTS_PORT_9090_TCP=tcp://10.0.0.1:9090",
                "PAYMENTS_PORT_9090_TCP_PORT=9090",
                "PAYMENTS_PORT_9090_TCP_ADDR=10.0.0.1");
        assertThat(lines(rewritten)).isEqualTo("""
                PAYMENTS_PORT=tcp://127.77.0.6:40080
                PAYMENTS_PORT_80_TCP=tcp://127.77.0.6:40080
                PAYMENTS_PORT_80_TCP_ADDR=127.77.0.6
                PAYMENTS_PORT_80_TCP_PORT=40080
                PAYMENTS_PORT_9090_TCP=tcp://127.77.0.6:9090
                PAYMENTS_PORT_9090_TCP_ADDR=127.77.0.6
                PAYMENTS_SERVICE_HOST=127.77.0.6
                PAYMENTS_SERVICE_PORT=40080
                PAYMENTS_SERVICE_PORT_WEB=40080""");
        assertThat(rewritten.left()).isEmpty();
    }

    @Test
    void hostWhosePortNoVariableHoldsIsReported() {
        Rewritten rewritten = rewrite(PLAN, Scope.WHERE_NEEDED, "ORDERS_HOST=orders", "DB_HOST=db");
        assertThat(rewritten.changed()).isEmpty();
        assertThat(rewritten.left())
                .containsExactly(
                        "ORDERS_HOST holds orders without a port, and its ports have other numbers here (8081); the"
                                + " proxies reach it.");
    }

    @Test
    void portOfTwoHostsThatDifferHereIsReported() {
        NamePlan twins = NamePlan.of(
                List.of(Shop.ORDERS, Shop.service("history", "shop", "10.0.0.8", 8081)),
                Shop.surroundings(OptionalInt.of(77)));
        Rewritten rewritten = EnvironmentRewriting.rewrite(
                environment("X_HOST=orders", "X_ADDR=history", "X_PORT=8081"),
                twins,
                Scope.WHERE_NEEDED,
                endpoint -> endpoint.remoteHost().length());
        assertThat(rewritten.changed()).isEqualTo(Map.of("X_PORT", "29"));
        assertThat(rewritten.left())
                .containsExactly("X_PORT holds the port of several hosts, which have different ones here; the proxies"
                        + " reach history:8081.");
    }

    /** Linux allows 128 KiB (MAX_ARG_STRLEN); a search that is not linear takes minutes for that. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "a,", "http://a", "http://a ", " host=a", "payments:80,", "10.0.0.1 ", "user@", "["})
    @Timeout(60)
    void longValueIsReadInTime(String part) {
        String value = part.repeat(128 * 1024 / part.length());
        assertThat(rewrite(ONE_ADDRESS, Scope.EVERYTHING, "A_HOST=" + value, "A=" + value)
                        .rows())
                .hasSizeLessThanOrEqualTo(2)
                .doesNotHaveDuplicates();
    }

    private static String rewritten(Scope scope, String variable) {
        return lines(rewrite(PLAN, scope, variable));
    }

    private static String lines(Rewritten rewritten) {
        return rewritten.changed().entrySet().stream()
                .map(changed -> changed.getKey() + "=" + changed.getValue())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static Rewritten rewrite(NamePlan plan, Scope scope, String... variables) {
        return EnvironmentRewriting.rewrite(
                environment(variables), plan, scope, endpoint -> 40_000 + endpoint.remotePort());
    }

    private static Map<String, String> environment(String... variables) {
        return Stream.of(variables)
                .map(variable -> variable.split("=", 2))
                .collect(Collectors.toMap(
                        parts -> parts[0], parts -> parts[1], (first, second) -> first, LinkedHashMap::new));
    }
}
