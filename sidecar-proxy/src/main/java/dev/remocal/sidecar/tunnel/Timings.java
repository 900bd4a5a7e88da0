package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Limits;
import java.time.Duration;

/** The clocks of the control port, shorter in tests. */
record Timings(
        Duration heartbeatInterval, Duration heartbeatTimeout, Duration activationTimeout, Duration acceptTimeout) {

    static Timings standard() {
        return new Timings(
                Limits.HEARTBEAT_INTERVAL, Limits.HEARTBEAT_TIMEOUT, Limits.ACTIVATION_TIMEOUT, Limits.ACCEPT_TIMEOUT);
    }
}
