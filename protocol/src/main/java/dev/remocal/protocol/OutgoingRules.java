package dev.remocal.protocol;

import java.util.Optional;

/**
 * What annotation {@code remocal.dev/outgoing} of a pod and that of its namespace let developers reach from inside the pod.
 * Either can forbid. Text form: the pod's, and behind a semicolon the namespace's where that is not {@code all}.
 *
 * <p>Rules with hosts see the name as it was asked for, without regard to case and to a dot at its end; those with addresses
 * see the address that is dialled. So whoever knows the address passes by a rule that only forbids the name.
 */
public record OutgoingRules(OutgoingList pod, OutgoingList namespace) {

    /** On a pod, and on a namespace. */
    public static final String ANNOTATION = "remocal.dev/outgoing";

    /** Where there is no annotation. */
    public static final OutgoingRules ALL = new OutgoingRules(new OutgoingList.All(), new OutgoingList.All());

    private static final String SEPARATOR = ";";

    /** @throws IllegalArgumentException with a clause that says what is wrong and what is allowed */
    public static OutgoingRules parse(String text) {
        String[] lists = text.split(SEPARATOR, -1);
        if (lists.length > 2) {
            throw new IllegalArgumentException("allowed are the pod's rules, a semicolon, and those of its namespace");
        }
        return new OutgoingRules(
                OutgoingList.parse(lists[0]), lists.length == 1 ? new OutgoingList.All() : namespace(lists[1]));
    }

    private static OutgoingList namespace(String text) {
        return text.equals(OutgoingList.UNKNOWN) ? new OutgoingList.Unknown() : OutgoingList.parse(text);
    }

    /** What {@link #parse} reads back to equal rules. */
    public String format() {
        return namespace instanceof OutgoingList.All ? pod.format() : pod.format() + SEPARATOR + namespace.format();
    }

    /**
     * Says why a connection is forbidden, as a clause without a full stop; empty where it is allowed.
     *
     * @param host the name or address that was asked for, without brackets
     * @param address the one that is to be dialled, 4 or 16 bytes in network order
     */
    public Optional<String> forbids(String host, byte[] address, int port) {
        ResolvedDestination destination = ResolvedDestination.of(host, address, port);
        return pod.forbids(destination, "the pod").or(() -> namespace.forbids(destination, "the namespace"));
    }
}
