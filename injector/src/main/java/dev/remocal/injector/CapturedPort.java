package dev.remocal.injector;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A container port that the sidecar is in front of.
 *
 * @param container the app container that declares it
 * @param name the port's name, which Services target
 * @param listen where the sidecar accepts
 * @param app where the application listens
 */
public record CapturedPort(String container, String name, int listen, int app) {

    /** The form of REMOCAL_PORTS and of the annotation: {@code http=14100:8080,admin=14101:9000}. */
    public static String format(List<CapturedPort> ports) {
        return ports.stream().map(CapturedPort::toString).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return name + "=" + listen + ":" + app;
    }
}
