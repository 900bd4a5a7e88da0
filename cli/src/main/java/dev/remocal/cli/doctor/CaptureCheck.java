package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.cluster.CapturedPort;
import dev.remocal.cli.cluster.InjectionForecast;
import dev.remocal.cli.cluster.MissingSidecar;
import dev.remocal.cli.cluster.PodFacts;
import dev.remocal.cli.cluster.PortChoice;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.cluster.ServiceFacts;
import dev.remocal.cli.cluster.ServicePort;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.injector.Uninjection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Does each port of each Service over the pods lead to the sidecar? */
public final class CaptureCheck {

    private static final String CAPTURE = "capture";

    private final TargetName target;
    private final List<ServicePort> targetPorts;
    private final PodFacts pod;
    private final List<CapturedPort> captured;
    private final JsonNode original;

    private CaptureCheck(TargetName target, List<ServicePort> targetPorts, PodFacts pod) {
        this.target = target;
        this.targetPorts = targetPorts;
        this.pod = pod;
        this.captured = InjectionForecast.captured(pod);
        this.original = switch (Uninjection.of(pod.json())) {
            case Uninjection.Restored(JsonNode before) -> before;
            case Uninjection.Impossible impossible -> pod.json();
        };
    }

    /**
     * @param targetPorts empty where the target is no Service
     * @param pod any of the target's; they are alike
     */
    public static List<Finding> of(
            TargetName target, List<ServicePort> targetPorts, Reading<List<ServiceFacts>> services, PodFacts pod) {
        CaptureCheck check = new CaptureCheck(target, targetPorts, pod);
        List<Finding> ports =
                switch (services) {
                    case Reading.Unknown<List<ServiceFacts>> unknown -> List.of(Finding.unread(CAPTURE, unknown));
                    case Reading.Known<List<ServiceFacts>>(List<ServiceFacts> all) ->
                        all.stream()
                                .filter(service -> service.selects(pod.view()))
                                .flatMap(check::ports)
                                .toList();
                };
        return check.obstacle().map(failure -> failing(failure, ports)).orElse(ports);
    }

    /** What keeps attach from its work is a failure; it may be said of a port already, with the change that mends it. */
    private static List<Finding> failing(CliFailure failure, List<Finding> ports) {
        Finding failed = ports.stream()
                .filter(finding -> finding.message().equals(failure.sentence()))
                .findFirst()
                .map(finding -> Finding.fail(CAPTURE, finding.message()).with(finding.diff()))
                .orElseGet(() -> Finding.fail(CAPTURE, failure.sentence()));
        return Stream.concat(
                        Stream.of(failed),
                        ports.stream().filter(finding -> !finding.message().equals(failure.sentence())))
                .toList();
    }

    /** What attach says, where it says no; a pod without a sidecar is another check's. */
    private Optional<CliFailure> obstacle() {
        return pod.view().injected() ? PortChoice.obstacle(target, targetPorts, captured) : Optional.empty();
    }

    private Stream<Finding> ports(ServiceFacts service) {
        return service.ports().stream()
                .map(port -> captured.stream()
                        .filter(port::reaches)
                        .findFirst()
                        .map(reached -> reached(service, port, reached))
                        .orElseGet(() -> past(service, port)));
    }

    private Finding reached(ServiceFacts service, ServicePort port, CapturedPort reached) {
        if (service.headless() && !reached.byNumber()) {
            return headless(service, port, reached);
        }
        String when = pod.view().injected() ? "" : ", once the pods have a sidecar,";
        return Finding.ok(
                CAPTURE, subject(service, port) + when + " leads to the captured port " + reached.label() + ".");
    }

    private static Finding headless(ServiceFacts service, ServicePort port, CapturedPort reached) {
        return Finding.warn(
                CAPTURE,
                subject(service, port)
                        + " is headless: its callers use the pods' addresses and mostly the app's number, "
                        + reached.app()
                        + ", past the sidecar; give the pod template the annotation remocal.dev/shift: \""
                        + reached.app() + "=VARIABLE\", with the variable that tells the app its port.");
    }

    private Finding past(ServiceFacts service, ServicePort port) {
        return captured.stream()
                .filter(port::passes)
                .findFirst()
                .map(passed -> byNumber(service, port, passed))
                .orElseGet(() -> isDeclared(port) ? leftOut(service, port) : nameless(service, port));
    }

    private static Finding byNumber(ServiceFacts service, ServicePort port, CapturedPort passed) {
        String sentence = new CliFailure.TargetsPortByNumber(
                        service.name(), port.label(), port.targetNumber(), passed.name())
                .sentence();
        return Finding.warn(CAPTURE, sentence)
                .with(ManifestChange.serviceByName(service.json(), port.targetNumber(), passed.name()));
    }

    private boolean isDeclared(ServicePort port) {
        return PodPort.in(original).stream()
                .anyMatch(declared -> !declared.name().isEmpty()
                        && (declared.name().equals(port.targetName()) || declared.number() == port.targetNumber()));
    }

    private static Finding leftOut(ServiceFacts service, ServicePort port) {
        return Finding.warn(
                CAPTURE,
                subject(service, port)
                        + " leads to a port that is not captured; add it to the pod template's annotation"
                        + " remocal.dev/ports, or remove that.");
    }

    private Finding nameless(ServiceFacts service, ServicePort port) {
        if (!port.targetName().isEmpty()) {
            return Finding.warn(
                    CAPTURE,
                    subject(service, port) + " leads to the port name " + port.targetName()
                            + ", which no container has; give it to the container port that is meant.");
        }
        String name = PodPort.freeName(original, port);
        return Finding.warn(
                        CAPTURE,
                        subject(service, port) + " leads to the number " + port.targetNumber()
                                + ", which has no name in the pod; name it " + name
                                + " in the pod template and target the name, or move the app with remocal.dev/shift.")
                .with(named(port, name) + ManifestChange.serviceByName(service.json(), port.targetNumber(), name));
    }

    private String named(ServicePort port, String name) {
        String workload = MissingSidecar.workload(target, List.of(pod));
        return PodPort.container(original, port.targetNumber())
                .map(container -> ManifestChange.namedPort(workload, original, container, port.targetNumber(), name))
                .orElse("");
    }

    private static String subject(ServiceFacts service, ServicePort port) {
        return "svc/" + service.name() + " port " + port.label();
    }
}
