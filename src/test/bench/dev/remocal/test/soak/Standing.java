package dev.remocal.test.soak;

/**
 * How things stand between a developer and the cluster. Two that are equal say that nothing has changed in between.
 *
 * @param change how many changes there were so far
 * @param session the number of the session that is meant, or was the last
 * @param disturbances how often a command was killed or cut off so far
 */
record Standing(int change, Phase phase, int session, boolean mirroring, int disturbances) {

    enum Phase {
        /** No command runs: all sessions up to this number have ended. */
        AWAY,
        /** The command has been started. Its requests may be the developer's already. */
        COMING,
        /** The command has said that the session is active on every pod. */
        ATTACHED,
        /** The command has been killed or cut off, and nothing is certain about the session's requests. */
        DISTURBED,
        /** The command has been told to detach. */
        LEAVING
    }

    static Standing start() {
        return new Standing(0, Phase.AWAY, 0, false, 0);
    }

    Standing coming(boolean mirror) {
        return new Standing(change + 1, Phase.COMING, session + 1, mirror, disturbances);
    }

    Standing attached() {
        return new Standing(change + 1, Phase.ATTACHED, session, mirroring, disturbances);
    }

    Standing disturbed() {
        return new Standing(change + 1, Phase.DISTURBED, session, mirroring, disturbances + 1);
    }

    Standing leaving() {
        return new Standing(change + 1, Phase.LEAVING, session, mirroring, disturbances);
    }

    Standing away() {
        return new Standing(change + 1, Phase.AWAY, session, mirroring, disturbances);
    }

    boolean diverts() {
        return phase == Phase.ATTACHED && !mirroring;
    }
}
