package dev.remocal.test.bench;

import dev.remocal.test.cluster.LocalProcess;
import java.io.IOException;

/** A way from this machine to a neighbour in the cluster, and the process that keeps it open. */
record OutgoingContender(String text, LocalProcess process, Connector connector) {

    static final String TUNNEL = "remocal";
    static final String PORT_FORWARD = "port-forward";

    /** Opens a connection to the neighbour. */
    interface Connector {
        HttpClientSocket connect() throws IOException;
    }

    boolean isTunnel() {
        return text.equals(TUNNEL);
    }
}
