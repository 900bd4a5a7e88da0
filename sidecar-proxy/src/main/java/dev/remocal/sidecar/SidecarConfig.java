package dev.remocal.sidecar;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything that can be set on a sidecar; in a pod the injector sets it through the environment. */
@ConfigMapping(prefix = "remocal")
public interface SidecarConfig {

    /**
     * Captured ports, each {@code name=listen:app}, for example {@code http=14100:8080}; with {@code /shift} behind it where
     * the app has been moved from listen to app. Environment: REMOCAL_PORTS.
     */
    Optional<List<String>> ports();

    /** Address the captured ports are bound to; * is every one, of IPv4 and IPv6. Environment: REMOCAL_LISTEN_HOST. */
    @WithDefault(ListenAddress.EVERY)
    String listenHost();

    /**
     * Address the application is reached at, from inside the pod; * is whichever of 127.0.0.1, ::1 and the pod's own it
     * listens on. Environment: REMOCAL_APP_HOST.
     */
    @WithDefault(ListenAddress.EVERY)
    String appHost();

    /** Loopback address of the control port. Environment: REMOCAL_CONTROL_HOST. */
    @WithDefault("127.0.0.1")
    String controlHost();

    /** Control port, 1 to 65535. Environment: REMOCAL_CONTROL_PORT. */
    @WithDefault("14050")
    int controlPort();

    /** Address of the management port; * is every one, of IPv4 and IPv6. Environment: REMOCAL_MANAGEMENT_HOST. */
    @WithDefault(ListenAddress.EVERY)
    String managementHost();

    /** Management port, 1 to 65535: health and metrics. Environment: REMOCAL_MANAGEMENT_PORT. */
    @WithDefault("14051")
    int managementPort();

    /** Name of the pod, for events and status. Environment: REMOCAL_POD_NAME. */
    @WithDefault("local")
    String podName();

    /** Namespace of the pod, for status. Environment: REMOCAL_POD_NAMESPACE. */
    @WithDefault("local")
    String podNamespace();

    /** The resolv.conf(5) by which developers' outgoing connections look names up. Environment: REMOCAL_RESOLV_CONF. */
    @WithDefault("/etc/resolv.conf")
    String resolvConf();

    /**
     * What developers may reach from inside the pod, as annotation remocal.dev/outgoing of pod and namespace say it.
     * Environment: REMOCAL_OUTGOING.
     */
    @WithDefault("all")
    String outgoing();

    /** How long open exchanges may go on after SIGTERM. Environment: REMOCAL_DRAIN_TIMEOUT. */
    @WithDefault("25s")
    Duration drainTimeout();
}
