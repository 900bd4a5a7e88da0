package dev.remocal.resolver;

/**
 * Brings the jar onto a JVM's class path, where Java 18 and later find {@code HostsResolverProvider}. Earlier ones are told
 * that they will not.
 */
public final class Agent {

    private static final int FIRST_WITH_RESOLVERS = 18;

    private Agent() {}

    /** What the JVM calls before the program's own main. */
    public static void premain(String arguments) {
        String version = System.getProperty("java.specification.version");
        if (feature(version) < FIRST_WITH_RESOLVERS) {
            System.err.println(
                    "Remocal: Java " + version + " cannot be shown names of the cluster by its agent; use Java "
                            + FIRST_WITH_RESOLVERS + " or later, or the proxies.");
        }
    }

    /** Until Java 8, versions began with 1 (JEP 223). */
    private static int feature(String version) {
        return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
    }
}
