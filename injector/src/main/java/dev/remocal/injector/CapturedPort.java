package dev.remocal.injector;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A container port that the sidecar is in front of.
 *
 * @param container the app container that it belongs to
 * @param name the port's name, which Services target; its number where it has none
 * @param listen where the sidecar accepts
 * @param app where the application listens
 */
public record CapturedPort(String container, String name, int listen, int app, CaptureKind kind) {

    /** One for each name of a port. */
    static List<CapturedPort> each(String container, List<String> names, int listen, int app, CaptureKind kind) {
        return names.stream()
                .map(name -> new CapturedPort(container, name, listen, app, kind))
                .toList();
    }

    /** The form of REMOCAL_PORTS: {@code http=14100:8080,admin=9000:14101/shift}. */
    public static String format(List<CapturedPort> ports) {
        return ports.stream().map(CapturedPort::toString).collect(Collectors.joining(","));
    }

    /** The form of the annotation, from the callers' side: a redirected port is the sidecar's under the app's own number. */
    static String formatForCallers(List<CapturedPort> ports) {
        return ports.stream().map(CapturedPort::forCallers).collect(Collectors.joining(","));
    }

    private String forCallers() {
        return switch (kind) {
            case RENUMBER, SHIFT -> toString();
            case IPTABLES -> name + "=" + app + ":" + app + "/iptables";
        };
    }

    /** Each number once, under its first name: what the sidecar listens on. */
    static List<CapturedPort> distinct(List<CapturedPort> ports) {
        return Pods.firstOfEach(ports.stream(), CapturedPort::listen);
    }

    @Override
    public String toString() {
        return name + "=" + listen + ":" + app + kind.suffix();
    }
}
