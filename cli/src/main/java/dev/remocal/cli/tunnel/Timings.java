package dev.remocal.cli.tunnel;

import dev.remocal.protocol.Limits;
import java.time.Duration;

/**
 * The clocks of a session.
 *
 * @param heartbeatInterval between two pings
 * @param heartbeatTimeout silence after which a sidecar counts as gone
 * @param startTimeout how long a session may take to be admitted and activated everywhere
 * @param firstRetry between two tries at a sidecar that has never answered: it starts within tens of milliseconds, and
 *     in a rollout its pod becomes ready soon after
 * @param minimumBackoff before the first try at a sidecar that was lost, doubled with each further one
 * @param maximumBackoff between two tries, however many there were
 * @param detachTimeout how long exchanges under way may take to end once the session does
 */
public record Timings(
        Duration heartbeatInterval,
        Duration heartbeatTimeout,
        Duration startTimeout,
        Duration firstRetry,
        Duration minimumBackoff,
        Duration maximumBackoff,
        Duration detachTimeout) {

    public static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(10);

    public static Timings standard(Duration startTimeout) {
        return new Timings(
                Limits.HEARTBEAT_INTERVAL,
                Limits.HEARTBEAT_TIMEOUT,
                startTimeout,
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                TunnelLimits.DETACH_TIMEOUT);
    }

    /**
     * @param failures tries in a row that failed, 1 or more
     */
    Duration backoff(int failures) {
        Duration doubled = minimumBackoff.multipliedBy(1L << Math.min(failures - 1, 16));
        return doubled.compareTo(maximumBackoff) < 0 ? doubled : maximumBackoff;
    }
}
