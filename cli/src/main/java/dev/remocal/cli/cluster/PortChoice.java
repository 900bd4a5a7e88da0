package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides which captured ports a session is about, and where their connections go. */
public final class PortChoice {

    private final TargetName target;
    private final List<ServicePort> servicePorts;
    private final List<CapturedPort> captured;

    /**
     * @param servicePorts empty where the target is not a Service
     */
    PortChoice(TargetName target, List<ServicePort> servicePorts, List<CapturedPort> captured) {
        this.target = target;
        this.servicePorts = servicePorts;
        this.captured = captured;
    }

    /** Why the target cannot be attached to, whatever port is asked for; empty where one of them can. */
    public static Optional<CliFailure> obstacle(
            TargetName target, List<ServicePort> servicePorts, List<CapturedPort> captured) {
        PortChoice choice = new PortChoice(target, servicePorts, captured);
        return choice.reachablePorts().isEmpty()
                ? Optional.of(choice.nothingReachable().failure())
                : Optional.empty();
    }

    /**
     * @throws CliException where a request fits no captured port, several, or one that the Service goes past
     */
    List<PortMapping> choose(List<PortRequest> requests) {
        return requests.isEmpty()
                ? List.of(onlyPort())
                : requests.stream().map(this::mapping).toList();
    }

    private PortMapping onlyPort() {
        List<CapturedPort> reachable = reachable();
        if (reachable.size() > 1) {
            throw unclear(target.text() + " has " + reachable.size() + " captured ports, " + labels(reachable)
                    + "; choose with -p LOCAL:REMOTE.");
        }
        CapturedPort port = reachable.getFirst();
        return new PortMapping(port.app(), port.app(), port.name());
    }

    private PortMapping mapping(PortRequest request) {
        CapturedPort port = request.remote().isEmpty() ? impliedBy(request) : named(request.remote());
        return new PortMapping(request.local(), port.app(), port.name());
    }

    private CapturedPort impliedBy(PortRequest request) {
        List<CapturedPort> reachable = reachable();
        if (reachable.size() == 1) {
            return reachable.getFirst();
        }
        return find(reachable, String.valueOf(request.local()))
                .orElseThrow(() -> unclear("-p " + request.local() + " does not say which captured port of "
                        + target.text() + " is meant, " + labels(reachable) + "; write -p " + request.local()
                        + ":REMOTE."));
    }

    private CapturedPort named(String remote) {
        return find(reachable(), remote)
                .orElseThrow(() -> passing(remote)
                        .orElseGet(() -> unclear(target.text() + " has no captured port '" + remote + "'; it has "
                                + labels(reachable()) + ".")));
    }

    private Optional<CapturedPort> find(List<CapturedPort> candidates, String remote) {
        return candidates.stream()
                .filter(port ->
                        servicePorts.stream().anyMatch(service -> service.reaches(port) && isCalled(service, remote)))
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(port -> isCalled(port, remote))
                        .findFirst());
    }

    private static boolean isCalled(ServicePort port, String remote) {
        return port.name().equals(remote) || String.valueOf(port.port()).equals(remote);
    }

    private static boolean isCalled(CapturedPort port, String remote) {
        return port.name().equals(remote) || String.valueOf(port.app()).equals(remote);
    }

    private List<CapturedPort> reachable() {
        List<CapturedPort> reachable = reachablePorts();
        if (reachable.isEmpty()) {
            throw nothingReachable();
        }
        return reachable;
    }

    private List<CapturedPort> reachablePorts() {
        return target.kind() == TargetName.Kind.SERVICE
                ? captured.stream()
                        .filter(port -> servicePorts.stream().anyMatch(service -> service.reaches(port)))
                        .toList()
                : captured;
    }

    private CliException nothingReachable() {
        return passing("").orElseGet(this::nothingCaptured);
    }

    private CliException nothingCaptured() {
        return unclear("No port of " + target.text() + " leads to a captured port, " + labels(captured)
                + "; name one of them as a targetPort of the Service, or attach to its deployment.");
    }

    /** The failure for a Service port that goes past the sidecar, if one does. */
    private Optional<CliException> passing(String remote) {
        return servicePorts.stream()
                .filter(service ->
                        remote.isEmpty() || isCalled(service, remote) || service.targetNumber() == number(remote))
                .flatMap(service -> captured.stream()
                        .filter(service::passes)
                        .map(port -> new CliException(new CliFailure.TargetsPortByNumber(
                                target.name(), service.label(), service.targetNumber(), port.name()))))
                .findFirst();
    }

    private static int number(String text) {
        return text.chars().allMatch(Character::isDigit) && text.length() < 6 ? Integer.parseInt(text) : -1;
    }

    private static CliException unclear(String sentence) {
        return new CliException(new CliFailure.PortUnclear(sentence));
    }

    private static String labels(List<CapturedPort> ports) {
        return ports.stream().map(CapturedPort::label).collect(Collectors.joining(", "));
    }
}
