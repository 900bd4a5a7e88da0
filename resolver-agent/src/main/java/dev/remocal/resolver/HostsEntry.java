package dev.remocal.resolver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** A line of hosts(5). */
record HostsEntry(InetAddress address, List<String> names) {

    /** Nothing where the line names nobody. */
    static Stream<HostsEntry> parse(String line) {
        List<String> words = List.of(line.replaceFirst("#.*", "").strip().split("\\s+"));
        return words.size() > 1 ? entry(words.get(0), words.subList(1, words.size())) : Stream.empty();
    }

    private static Stream<HostsEntry> entry(String address, List<String> names) {
        boolean isAddress = address.contains(":") || address.matches("[0-9.]+");
        try {
            return isAddress ? Stream.of(new HostsEntry(InetAddress.getByName(address), names)) : Stream.empty();
        } catch (UnknownHostException wrong) {
            return Stream.empty();
        }
    }

    String canonicalName() {
        return names.get(0);
    }

    /** A dot at the end makes a name absolute (RFC 1034 section 3.1), which those of the file are. */
    boolean isCalled(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }
}
