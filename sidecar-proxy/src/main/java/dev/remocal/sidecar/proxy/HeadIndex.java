package dev.remocal.sidecar.proxy;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rules that a request may match in the bytes of its head: by the names and values in it, whatever the number of
 * rules, and without an object as long as there is none. Where a look at the bytes does not settle it, a rule is found.
 *
 * <p>It reads a head as {@link RequestHead} does, which has the last word.
 */
final class HeadIndex {

    private static final byte[] CONNECT = "connect".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HOST = "host".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COOKIE = "cookie".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BAGGAGE = "baggage".getBytes(StandardCharsets.US_ASCII);

    private final ValueIndex methods = new ValueIndex();
    private final ValueIndex paths = new ValueIndex();
    private final ValueIndex hosts = new ValueIndex();
    private final NameIndex parameters = new NameIndex(Coding.FORM, Coding.FORM);
    private final NameIndex fields = new NameIndex(Coding.LOWER_CASE, Coding.AS_SENT);
    private final NameIndex cookies = new NameIndex(Coding.AS_SENT, Coding.AS_SENT);
    private final NameIndex members = new NameIndex(Coding.AS_SENT, Coding.PERCENT);

    private final BitSet every = new BitSet();
    private final BitSet ofAnyHead = new BitSet();
    private final BitSet ofTarget = new BitSet();

    /** Rules are known by their places in the list. */
    HeadIndex(List<Requirement> rules) {
        every.set(0, rules.size());
        for (int rule = 0; rule < rules.size(); rule++) {
            add(rules.get(rule), rule);
        }
    }

    private void add(Requirement requirement, int rule) {
        switch (requirement) {
            case Requirement.Nothing nothing -> ofAnyHead.set(rule);
            case Requirement.OneOf(List<Requirement.Anchor> anchors) -> anchors.forEach(anchor -> add(anchor, rule));
        }
    }

    private void add(Requirement.Anchor anchor, int rule) {
        switch (anchor.place()) {
            case METHOD -> methods.add(anchor.value(), rule);
            case PATH -> paths.add(anchor.value(), rule);
            case HOST -> hosts.add(anchor.value(), rule);
            case QUERY -> parameters.add(anchor.name(), anchor.value(), rule);
            case FIELD -> fields.add(anchor.name(), anchor.value(), rule);
            case COOKIE -> cookies.add(anchor.name(), anchor.value(), rule);
            case BAGGAGE -> members.add(anchor.name(), anchor.value(), rule);
        }
        switch (anchor.place()) {
            case PATH, HOST, QUERY -> ofTarget.set(rule);
            case METHOD, FIELD, COOKIE, BAGGAGE -> {}
        }
    }

    /**
     * The rules that may match the head at the start of an array; null where there is none.
     *
     * @param head one that {@link RequestScanner} accepted, or {@link Http2Request} wrote
     */
    @Nullable BitSet find(byte[] head, int to) {
        int methodEnd = HttpBytes.skipTo(head, 0, to, HttpBytes.SP);
        int target = methodEnd + 1;
        int targetEnd = HttpBytes.skipTo(head, target, to, HttpBytes.SP);
        int firstField = HttpBytes.skipTo(head, targetEnd, to, HttpBytes.CR) + 2;
        BitSet found = ofAnyHead.isEmpty() ? null : copy(ofAnyHead);
        found = methods.find(head, 0, methodEnd, Coding.AS_SENT, found);
        found = isOriginForm(head, methodEnd) ? findInTarget(head, target, targetEnd, found) : union(found, ofTarget);
        return findInFields(head, firstField, to, found);
    }

    /** The other forms of a target, of which an app hears little, are left to {@link RequestHead}. */
    private static boolean isOriginForm(byte[] head, int methodEnd) {
        return head[methodEnd + 1] == '/' && !HttpBytes.isNamed(head, 0, methodEnd, CONNECT);
    }

    private @Nullable BitSet findInTarget(byte[] head, int from, int to, @Nullable BitSet before) {
        int pathEnd = HttpBytes.skipTo(head, from, to, (byte) '?');
        BitSet found = paths.find(head, from, pathEnd, Coding.AS_SENT, before);
        int at = parameters.isEmpty() ? to : pathEnd + 1;
        while (at < to) {
            int end = HttpBytes.skipTo(head, at, to, (byte) '&');
            int equals = HttpBytes.skipTo(head, at, end, (byte) '=');
            found = parameters.find(head, at, equals, Math.min(equals + 1, end), end, found);
            at = end + 1;
        }
        return found;
    }

    private @Nullable BitSet findInFields(byte[] head, int firstField, int to, @Nullable BitSet before) {
        BitSet found = before;
        int line = firstField;
        while (line < to && head[line] != HttpBytes.CR) {
            int colon = HttpBytes.skipToken(head, line, to);
            if (colon == to || head[colon] != ':') {
                return copy(every);
            }
            int end = HttpBytes.skipTo(head, colon, to, HttpBytes.CR);
            found = findInField(head, line, colon, end, found);
            line = end + 2;
        }
        return found;
    }

    private @Nullable BitSet findInField(byte[] head, int line, int colon, int lineEnd, @Nullable BitSet before) {
        int value = skipBlanks(head, colon + 1, lineEnd);
        int end = trimBlanks(head, value, lineEnd);
        BitSet found = fields.find(head, line, colon, value, end, before);
        if (HttpBytes.isNamed(head, line, colon, HOST) && !hosts.isEmpty()) {
            return findInHost(head, value, end, found);
        }
        if (HttpBytes.isNamed(head, line, colon, COOKIE) && !cookies.isEmpty()) {
            return findInList(cookies, (byte) ';', head, value, end, found);
        }
        if (HttpBytes.isNamed(head, line, colon, BAGGAGE) && !members.isEmpty()) {
            return findInList(members, (byte) ',', head, value, end, found);
        }
        return found;
    }

    /** Without user and port. Filters ask for the first Host field only, if there is more than one. */
    private @Nullable BitSet findInHost(byte[] head, int from, int to, @Nullable BitSet found) {
        int host = from;
        for (int index = from; index < to; index++) {
            byte next = head[index];
            if (next < 0) {
                return union(found, ofTarget);
            }
            host = next == '@' ? index + 1 : host;
        }
        boolean bracketed = host < to && head[host] == '[';
        int bracket = bracketed ? HttpBytes.skipTo(head, host, to, (byte) ']') : to;
        int port = HttpBytes.skipTo(head, bracket < to ? bracket : host, to, (byte) ':');
        return hosts.find(head, host, port, Coding.LOWER_CASE, found);
    }

    private static @Nullable BitSet findInList(
            NameIndex names, byte separator, byte[] head, int from, int to, @Nullable BitSet before) {
        BitSet found = before;
        int at = from;
        while (at < to) {
            int end = HttpBytes.skipTo(head, at, to, separator);
            found = findInPair(names, head, at, HttpBytes.skipTo(head, at, end, (byte) ';'), found);
            at = end + 1;
        }
        return found;
    }

    private static @Nullable BitSet findInPair(NameIndex names, byte[] head, int from, int to, @Nullable BitSet found) {
        int equals = HttpBytes.skipTo(head, from, to, (byte) '=');
        if (equals == from || equals == to) {
            return found;
        }
        int name = skipBlanks(head, from, equals);
        int value = skipBlanks(head, equals + 1, to);
        return names.find(head, name, trimBlanks(head, name, equals), value, trimBlanks(head, value, to), found);
    }

    private static int skipBlanks(byte[] head, int from, int to) {
        int index = from;
        while (index < to && HttpBytes.isBlank(head[index])) {
            index++;
        }
        return index;
    }

    private static int trimBlanks(byte[] head, int from, int to) {
        int index = to;
        while (index > from && HttpBytes.isBlank(head[index - 1])) {
            index--;
        }
        return index;
    }

    private static BitSet copy(BitSet rules) {
        return (BitSet) rules.clone();
    }

    private static @Nullable BitSet union(@Nullable BitSet found, BitSet more) {
        if (more.isEmpty()) {
            return found;
        }
        BitSet union = copy(more);
        if (found != null) {
            union.or(found);
        }
        return union;
    }
}
