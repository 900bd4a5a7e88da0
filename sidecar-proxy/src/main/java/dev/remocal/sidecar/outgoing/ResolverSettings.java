package dev.remocal.sidecar.outgoing;

import dev.remocal.protocol.ResolverReport;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** What resolv.conf(5) says: the kubelet writes it for each pod by its DNS policy. */
record ResolverSettings(List<InetSocketAddress> nameservers, List<String> search, int ndots) {

    private static final Logger LOG = Logger.getLogger(ResolverSettings.class);

    private static final int DNS_PORT = 53;
    private static final Pattern WITH_PORT = Pattern.compile("^(.+)\\.(\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3})$");
    private static final String NDOTS = "ndots:";

    /** What resolv.conf(5) has where the file says nothing. */
    private static final int DEFAULT_NDOTS = 1;

    static ResolverSettings read(Path file) {
        try {
            return parse(Files.readAllLines(file));
        } catch (IOException unreadable) {
            LOG.warnf("Names are looked up at 127.0.0.1: the pod's resolver settings cannot be read. file=%s", file);
            return parse(List.of());
        }
    }

    static ResolverSettings parse(List<String> lines) {
        List<String[]> entries = lines.stream()
                .map(String::strip)
                .filter(line -> !line.startsWith("#") && !line.startsWith(";"))
                .map(line -> line.split("\\s+"))
                .toList();
        List<InetSocketAddress> nameservers = words(entries, "nameserver")
                .filter(words -> words.length > 1)
                .flatMap(words -> nameserver(words[1]))
                .toList();
        return new ResolverSettings(
                nameservers.isEmpty() ? List.of(new InetSocketAddress(NetUtil.LOCALHOST4, DNS_PORT)) : nameservers,
                // The last of several lines is the one that counts.
                words(entries, "search", "domain")
                        .reduce((first, second) -> second)
                        .map(words -> List.of(words).subList(1, words.length))
                        .orElse(List.of()),
                words(entries, "options")
                        .flatMap(Arrays::stream)
                        .filter(word -> word.matches(NDOTS + "\\d{1,2}"))
                        .map(word -> Integer.parseInt(word.substring(NDOTS.length())))
                        .reduce((first, second) -> second)
                        .orElse(DEFAULT_NDOTS));
    }

    private static Stream<String[]> words(List<String[]> entries, String... keywords) {
        return entries.stream().filter(words -> List.of(keywords).contains(words[0]));
    }

    /** Netty's own reader takes a port behind a last dot, too. */
    private static Stream<InetSocketAddress> nameserver(String text) {
        return Stream.concat(
                        address(text, DNS_PORT).stream(),
                        WITH_PORT
                                .matcher(text)
                                .results()
                                .flatMap(match -> address(match.group(1), Integer.parseInt(match.group(2))).stream()))
                .limit(1);
    }

    private static Optional<InetSocketAddress> address(String text, int port) {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(text))
                .map(address -> new InetSocketAddress(address, port));
    }

    ResolverReport report() {
        return new ResolverReport(
                nameservers.stream().map(NetUtil::toSocketAddressString).toList(), search, ndots);
    }
}
