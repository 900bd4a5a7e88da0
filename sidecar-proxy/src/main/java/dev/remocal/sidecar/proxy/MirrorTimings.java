package dev.remocal.sidecar.proxy;

import java.time.Duration;

/**
 * What copies of requests wait for.
 *
 * @param idle how long a connection is kept that carries no copy
 * @param response how long a developer may take to answer a copy
 */
record MirrorTimings(Duration idle, Duration response) {

    static MirrorTimings standard() {
        return new MirrorTimings(ProxyLimits.MIRROR_LANE_IDLE, ProxyLimits.MIRROR_RESPONSE_TIMEOUT);
    }
}
