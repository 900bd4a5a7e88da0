package dev.remocal.test.cluster;

/** There is no cluster of the wanted kind here; the message says why and what to do. Tests are skipped with it. */
public final class ClusterUnavailableException extends Exception {

    public ClusterUnavailableException(String reason) {
        super(reason);
    }
}
