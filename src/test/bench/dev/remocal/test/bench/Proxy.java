package dev.remocal.test.bench;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of proxies that are compared. */
enum Proxy {
    REMOCAL("remocal", null),
    RELAY("relay", null),
    NGINX("nginx", Tool.NGINX),
    HAPROXY("haproxy", Tool.HAPROXY),
    ENVOY("envoy", Tool.ENVOY);

    private final String text;
    private final Optional<Tool> tool;

    Proxy(String text, @Nullable Tool tool) {
        this.text = text;
        this.tool = Optional.ofNullable(tool);
    }

    String text() {
        return text;
    }

    boolean onJvm() {
        return tool.isEmpty();
    }

    /** The program that it takes, where this checkout does not have it. */
    Optional<Tool> tool() {
        return tool;
    }
}
