package dev.remocal.cli.names;

/**
 * A port of the cluster that has no listener of its own number here.
 *
 * @param port 0 where the host has none
 */
public record LeftOut(String host, int port, Reason reason) {

    /** Why, and what still leads there. */
    public enum Reason {
        NO_PORTS("it declares no TCP port; the proxies reach it"),
        PRIVILEGED_PORT("this system keeps so low a port for root; rewritten variables and the proxies reach it, and"
                + " `sysctl net.ipv4.ip_unprivileged_port_start` is the setting that would free it"),
        OWN_PORT("the command may listen on that number itself; rewritten variables and the proxies reach it"),
        TAKEN_PORT(
                "another program of this machine listens on that number; rewritten variables and the proxies reach it"),
        ONE_ADDRESS("this system has 127.0.0.1 alone for all hosts; rewritten variables and the proxies reach it"),
        TOO_MANY("there are more than " + NameLimits.MAX_LISTENERS
                + " ports in the cluster; rewritten variables and the proxies reach it");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }
    }

    public String sentence() {
        return host + (port == 0 ? "" : ":" + port) + " is not reached by its name here: " + reason.sentence + ".";
    }
}
