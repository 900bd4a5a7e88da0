package dev.remocal.cli.cluster;

import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Optional;

/**
 * A port of a Service and where it leads.
 *
 * @param name empty where it has none
 * @param targetName the container port's name, empty where the Service targets a number
 * @param targetNumber the container port's number, 0 where the Service targets a name
 */
public record ServicePort(String name, int port, String targetName, int targetNumber) {

    public static ServicePort of(io.fabric8.kubernetes.api.model.ServicePort port) {
        IntOrString target = Optional.ofNullable(port.getTargetPort()).orElse(new IntOrString(port.getPort()));
        String targetName = Optional.ofNullable(target.getStrVal()).orElse("");
        return new ServicePort(
                Optional.ofNullable(port.getName()).orElse(""),
                port.getPort(),
                targetName,
                targetName.isEmpty() ? target.getIntVal() : 0);
    }

    /** Whether traffic of this port reaches the sidecar: by name, or by the very number it listens on. */
    public boolean reaches(CapturedPort captured) {
        return targetName.isEmpty() ? targetNumber == captured.listen() : targetName.equals(captured.name());
    }

    /** Whether traffic of this port goes to the app, past the sidecar. */
    public boolean passes(CapturedPort captured) {
        return targetName.isEmpty() && targetNumber == captured.app() && !reaches(captured);
    }

    /** As the user would name it: {@code http (80)}. */
    public String label() {
        return name.isEmpty() ? String.valueOf(port) : name + " (" + port + ")";
    }
}
