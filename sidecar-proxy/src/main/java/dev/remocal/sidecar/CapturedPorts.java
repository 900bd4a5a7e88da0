package dev.remocal.sidecar;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/** The captured ports, read from the configuration and checked once. */
@Singleton
public final class CapturedPorts {

    private final List<CapturedPort> all;

    /**
     * @throws StartupFailure where the configured ports are wrong
     */
    @Inject
    public CapturedPorts(SidecarConfig config) {
        this(config.ports().orElse(List.of()));
    }

    CapturedPorts(List<String> texts) {
        if (texts.isEmpty()) {
            throw new StartupFailure("remocal.ports (REMOCAL_PORTS) is not set: name at least one captured port as"
                    + " name=listen:app, such as http=14100:8080.");
        }
        this.all = texts.stream().map(CapturedPort::parse).toList();
        requireDistinct(texts, "listen", CapturedPort::listen);
        requireDistinct(texts, "app", CapturedPort::app);
    }

    public List<CapturedPort> all() {
        return all;
    }

    private void requireDistinct(List<String> texts, String side, ToIntFunction<CapturedPort> number) {
        Set<Integer> seen = new HashSet<>();
        for (CapturedPort port : all) {
            if (!seen.add(number.applyAsInt(port))) {
                throw CapturedPort.wrong(
                        String.join(",", texts),
                        side + " port " + number.applyAsInt(port) + " occurs twice, give each entry its own");
            }
        }
    }
}
