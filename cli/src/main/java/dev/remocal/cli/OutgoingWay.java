package dev.remocal.cli;

import java.util.EnumSet;
import java.util.Set;

/** How the command reaches the cluster. */
enum OutgoingWay {
    /** Its connections are redirected as it makes them, which makes names and variables unnecessary. */
    CONNECTIONS,
    /** Names resolve and lead there. */
    NAMES,
    /** Variables with hosts of the cluster lead there. */
    ENVIRONMENT,
    /** Proxies on loopback. */
    PROXIES;

    /** What {@code --outgoing} takes. */
    enum Choice {
        off,
        connect,
        names,
        env,
        proxy,
        all;

        Set<OutgoingWay> ways() {
            return switch (this) {
                case off -> EnumSet.noneOf(OutgoingWay.class);
                case connect -> EnumSet.of(CONNECTIONS);
                case names -> EnumSet.of(NAMES);
                case env -> EnumSet.of(ENVIRONMENT);
                case proxy -> EnumSet.of(PROXIES);
                case all -> EnumSet.allOf(OutgoingWay.class);
            };
        }
    }
}
