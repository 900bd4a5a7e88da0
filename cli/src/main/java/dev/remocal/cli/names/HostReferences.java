package dev.remocal.cli.names;

import dev.remocal.cli.names.HostReference.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds where a value names hosts: in URLs, with a port, as a whole where the variable's name says so. A word that may as
 * well be anything else, such as the payments of APP_NAME=payments, is none.
 */
final class HostReferences {

    private static final String HOST = "\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9][A-Za-z0-9.-]*";
    private static final String HOST_AND_PORT = "(" + HOST + ")(?::(\\d{1,5}))?";

    private static final Pattern URL = Pattern.compile(
            "(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/?#\\s\"'<>|;]*@)?([^/?#\\s\"'<>|;@]*)");
    private static final Pattern IN_AUTHORITY = Pattern.compile("(?<=^|,)" + HOST_AND_PORT + "(?=$|,)");

    private static final Pattern ALONE =
            Pattern.compile("(?<=^|[\\s,;=(\"'@|<{]|//)" + HOST_AND_PORT + "(?=$|[\\s,;)\"'|>}?#]|/(?!\\d)|:(?!\\d))");
    private static final Pattern ADDRESS = Pattern.compile("\\[.*\\]|\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final Pattern SERVICE_NAME = Pattern.compile("(?i).*\\.svc(\\..*)?");

    private static final Pattern HOST_VARIABLE = Pattern.compile(
            "(?i).*(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVER|SERVICE|ENDPOINT|URL|URI|BROKER|NODE)(?:S|ES)?");
    private static final Pattern NAME = Pattern.compile(HOST);
    private static final Pattern IPV6_ALONE = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]+");

    /** As in {@code host=db port=5432} and {@code Host=db;Port=5432}. */
    private static final Pattern HOST_KEY = Pattern.compile("(?i)(?<=^|[\\s;?&])(?:host|hostname|server|address)=$");

    /** Of the text before a host, as much as HOST_KEY can match and the character before it. */
    private static final int HOST_KEY_LENGTH = 10;

    private static final Pattern PORT_KEY = Pattern.compile("(?i)(?:^|[\\s;?&])port=(\\d{1,5})(?=$|[\\s;?&])");

    private final String variable;
    private final String value;
    private final Optional<MatchResult> portKey;
    private final List<HostReference> found = new ArrayList<>();
    private final BitSet urls = new BitSet();

    private HostReferences(String variable, String value) {
        this.variable = variable;
        this.value = value;
        this.portKey = PORT_KEY.matcher(value).results().findFirst();
    }

    static List<HostReference> of(String variable, String value) {
        HostReferences references = new HostReferences(variable, value);
        if (references.isWholeValue()) {
            references.wholeValue();
        } else {
            references.inUrls();
            references.alone();
        }
        references.found.sort(
                Comparator.comparingInt(reference -> reference.at().start()));
        return references.found;
    }

    private boolean isWholeValue() {
        boolean names = HOST_VARIABLE.matcher(variable).matches()
                && Stream.of(value.split(",", -1))
                        .allMatch(name -> NAME.matcher(name.strip()).matches());
        return names || IPV6_ALONE.matcher(value).matches();
    }

    private void wholeValue() {
        Matcher host = (IPV6_ALONE.matcher(value).matches() ? IPV6_ALONE : NAME).matcher(value);
        while (host.find()) {
            add(new Span(host.start(), host.end()), 0, new Span(host.end(), host.end()));
        }
    }

    private void inUrls() {
        Matcher url = URL.matcher(value);
        int from = 0;
        while (url.find(from)) {
            urls.set(url.start(), url.end());
            inAuthority(url.start(2), url.end(2), SchemePorts.of(url.group(1)));
            // The next URL of a list may begin in what looks like this one's authority: kafka's A://a:1,B://b:2.
            from = Math.max(url.start(2), url.start() + 1);
        }
    }

    private void inAuthority(int start, int end, int impliedPort) {
        Matcher host = IN_AUTHORITY.matcher(value).region(start, end);
        while (host.find()) {
            add(host, impliedPort);
        }
    }

    private void alone() {
        Matcher host = ALONE.matcher(value);
        while (host.find()) {
            if (!urls.get(host.start())) {
                alone(host);
            }
        }
    }

    private void alone(Matcher host) {
        if (host.group(2) != null || isHostItself(host)) {
            add(host, 0);
        } else if (isAfterHostKey(host.start())) {
            Span implied = new Span(host.end(1), host.end(1));
            add(
                    new Span(host.start(1), host.end(1)),
                    portKey.map(port -> number(port.group(1))).orElse(0),
                    portKey.map(port -> new Span(port.start(1), port.end(1))).orElse(implied));
        }
    }

    private boolean isAfterHostKey(int position) {
        String before = value.substring(Math.max(0, position - HOST_KEY_LENGTH), position);
        return HOST_KEY.matcher(before).find();
    }

    private boolean isHostItself(Matcher host) {
        return ADDRESS.matcher(host.group(1)).matches()
                || SERVICE_NAME.matcher(host.group(1)).matches()
                || (host.start() > 0 && value.charAt(host.start() - 1) == '@');
    }

    private void add(Matcher host, int impliedPort) {
        boolean written = host.group(2) != null;
        add(
                new Span(host.start(1), host.end(1)),
                written ? number(host.group(2)) : impliedPort,
                written ? new Span(host.start(2), host.end(2)) : new Span(host.end(1), host.end(1)));
    }

    private void add(Span at, int port, Span portAt) {
        String host = value.substring(at.start(), at.end()).toLowerCase(Locale.ROOT);
        found.add(new HostReference(at, host.replaceAll("[\\[\\]]", ""), port, portAt));
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
