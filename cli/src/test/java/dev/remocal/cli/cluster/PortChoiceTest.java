package dev.remocal.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortChoiceTest {

    private static final List<CapturedPort> TWO = CapturedPort.parse("http=14100:8080,admin=14101:9000,newer=x");
    private static final List<ServicePort> NAMED =
            List.of(new ServicePort("web", 80, "http", 0), new ServicePort("", 90, "admin", 0));
    private static final TargetName SERVICE = TargetName.parse("svc/payments");
    private static final TargetName DEPLOYMENT = TargetName.parse("deployment/payments");

    @ParameterizedTest
    @CsvSource({
        "7000:web, 7000, 8080",
        "7000:http, 7000, 8080",
        "7000:80, 7000, 8080",
        "7000:8080, 7000, 8080",
        "7000:90, 7000, 9000",
        "9000, 9000, 9000",
        "80, 80, 8080"
    })
    void remoteIsFoundByNameOrNumber(String request, int local, int app) {
        assertThat(new PortChoice(SERVICE, NAMED, TWO).choose(List.of(PortRequest.parse(request))))
                .singleElement()
                .satisfies(mapping -> assertThat(mapping.local()).isEqualTo(local))
                .satisfies(mapping -> assertThat(mapping.app()).isEqualTo(app));
    }

    @Test
    void theOnlyPortNeedsNoFlag() {
        assertThat(new PortChoice(SERVICE, NAMED.subList(0, 1), TWO).choose(List.of()))
                .containsExactly(new PortMapping(8080, 8080, "http"));
    }

    @Test
    void severalPortsAreListed() {
        assertThatThrownBy(() -> new PortChoice(DEPLOYMENT, List.of(), TWO).choose(List.of()))
                .hasMessage(
                        "deploy/payments has 2 captured ports, http (8080), admin (9000); choose with -p LOCAL:REMOTE.");
        assertThatThrownBy(() -> new PortChoice(SERVICE, NAMED, TWO).choose(List.of(PortRequest.parse("7000"))))
                .hasMessageContaining("-p 7000 does not say which captured port of svc/payments is meant");
        assertThatThrownBy(() -> new PortChoice(SERVICE, NAMED, TWO).choose(List.of(PortRequest.parse("7000:grpc"))))
                .hasMessage("svc/payments has no captured port 'grpc'; it has http (8080), admin (9000).");
    }

    @Test
    void numberThatIsRedirectedIsReachedByNumberAndByName() {
        List<CapturedPort> redirected = CapturedPort.parse("http=8080:8080/iptables");
        for (ServicePort port : List.of(new ServicePort("web", 80, "", 8080), new ServicePort("web", 80, "http", 0))) {
            assertThat(new PortChoice(SERVICE, List.of(port), redirected).choose(List.of()))
                    .containsExactly(new PortMapping(8080, 8080, "http"));
        }
    }

    @Test
    void numberThatTheSidecarListensOnItselfIsReached() {
        List<CapturedPort> shifted = CapturedPort.parse("http=8080:18080/shift");
        assertThat(new PortChoice(SERVICE, List.of(new ServicePort("web", 80, "", 8080)), shifted).choose(List.of()))
                .containsExactly(new PortMapping(18080, 18080, "http"));
    }

    @ParameterizedTest
    @CsvSource({
        "svc/a, svc/a",
        "service/a, svc/a",
        "deploy/a, deploy/a",
        "deployments/a, deploy/a",
        "STS/a, sts/a",
        "statefulset/a.b, sts/a.b",
        "pod/a-0, pod/a-0"
    })
    void targetsHaveManySpellings(String text, String canonical) {
        assertThat(TargetName.parse(text).text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({"payments", "svc/", "/a", "job/a", "svc/A", "svc/a/b", "svc/../x"})
    void wrongTargetsAreExplained(String text) {
        assertThatThrownBy(() -> TargetName.parse(text)).hasMessageContaining("write svc");
    }
}
