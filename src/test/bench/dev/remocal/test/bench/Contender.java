package dev.remocal.test.bench;

/**
 * One column of the comparison.
 *
 * @param sessions attached to the sidecar, of which none matches, or one that mirrors everything
 */
record Contender(Proxy proxy, int sessions, boolean mirroring) {

    static Contender plain(Proxy proxy) {
        return new Contender(proxy, 0, false);
    }

    static Contender withSessions(int sessions) {
        return new Contender(Proxy.REMOCAL, sessions, false);
    }

    static Contender mirroringEverything() {
        return new Contender(Proxy.REMOCAL, 1, true);
    }

    /** As in the rows: a mirroring sidecar is a contender of its own. */
    String text() {
        return mirroring ? proxy.text() + "-mirror" : proxy.text();
    }

    /** As in the table's head. */
    String label() {
        return mirroring || sessions == 0
                ? text()
                : text() + ", " + sessions + (sessions == 1 ? " session" : " sessions");
    }
}
