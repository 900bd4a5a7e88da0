package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.ValueMatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a head must have for a filter to match it. Necessary, not sufficient: it only spares most filters the trial. */
sealed interface Requirement {

    Requirement NOTHING = new Nothing();

    /** The filter may match any head. */
    record Nothing() implements Requirement {}

    /** At least one of these. */
    record OneOf(List<Anchor> anchors) implements Requirement {}

    /** Where a value stands in a head. */
    enum Place {
        METHOD,
        PATH,
        HOST,
        QUERY,
        FIELD,
        COOKIE,
        BAGGAGE
    }

    /**
     * A value that can be looked up.
     *
     * @param name whose value it is, in lower case if it is a field's; empty where the place has one value only
     */
    record Anchor(Place place, String name, ValueMatch value) {

        /** Roughly how much of the traffic has it, so that the rarest of several can be chosen. */
        int frequency() {
            return place == Place.METHOD || place == Place.HOST ? 64 : frequency(value);
        }

        private static int frequency(ValueMatch value) {
            return switch (value) {
                case ValueMatch.Exact exact -> 1;
                case ValueMatch.Prefix(String prefix) -> prefix.length() > 2 ? 4 : 32;
                case ValueMatch.Regex expression -> 16;
                case ValueMatch.Present present -> 16;
            };
        }
    }

    static Requirement of(Filter filter) {
        return switch (filter) {
            case Filter.Everything everything -> NOTHING;
            case Filter.Key(String key) -> key(new ValueMatch.Exact(key));
            case Filter.Header(String name, ValueMatch value) -> field(name, value);
            case Filter.Cookie(String name, ValueMatch value) -> named(Place.COOKIE, name, value);
            case Filter.Query(String name, ValueMatch value) -> named(Place.QUERY, name, value);
            case Filter.Baggage(String name, ValueMatch value) -> named(Place.BAGGAGE, name, value);
            case Filter.Path(ValueMatch value) -> single(Place.PATH, value);
            case Filter.Method(ValueMatch value) -> single(Place.METHOD, value);
            case Filter.Host(ValueMatch value) -> host(value);
            case Filter.All(List<Filter> filters) -> rarest(filters);
            case Filter.Any(List<Filter> filters) -> anyOf(filters);
            case Filter.Not not -> NOTHING;
        };
    }

    private static Requirement key(ValueMatch key) {
        return union(List.of(
                named(Place.BAGGAGE, "remocal", key),
                named(Place.FIELD, "x-remocal", key),
                named(Place.COOKIE, "remocal", key)));
    }

    /** Any side of a conjunction is a requirement of the whole. */
    private static Requirement rarest(List<Filter> filters) {
        return filters.stream()
                .map(Requirement::of)
                .min(Comparator.comparingInt(Requirement::frequency))
                .orElse(NOTHING);
    }

    private int frequency() {
        return switch (this) {
            case Nothing nothing -> Integer.MAX_VALUE;
            case OneOf(List<Anchor> anchors) ->
                anchors.stream().mapToInt(Anchor::frequency).sum();
        };
    }

    private static Requirement anyOf(List<Filter> filters) {
        return union(filters.stream().map(Requirement::of).toList());
    }

    private static Requirement union(List<Requirement> requirements) {
        List<Anchor> union = new ArrayList<>();
        for (Requirement requirement : requirements) {
            switch (requirement) {
                case Nothing nothing -> {
                    return NOTHING;
                }
                case OneOf(List<Anchor> anchors) -> union.addAll(anchors);
            }
        }
        return union.size() > ProxyLimits.ANCHORS_PER_FILTER ? NOTHING : new OneOf(List.copyOf(union));
    }

    /** Names of fields are compared without regard to case, which is a simple matter in ASCII only. */
    private static Requirement field(String name, ValueMatch value) {
        return isToken(name) ? named(Place.FIELD, name.toLowerCase(Locale.ROOT), value) : NOTHING;
    }

    private static boolean isToken(String name) {
        return name.chars().allMatch(character -> character < 0x80 && HttpBytes.isToken((byte) character));
    }

    /** Hosts are compared in lower case, and an IPv6 address has many forms. */
    private static Requirement host(ValueMatch value) {
        return switch (value) {
            case ValueMatch.Exact(String host)
            when isAscii(host) && host.indexOf(':') < 0 ->
                single(Place.HOST, new ValueMatch.Exact(host.toLowerCase(Locale.ROOT)));
            case ValueMatch.Prefix(String host)
            when isAscii(host) -> single(Place.HOST, new ValueMatch.Prefix(host.toLowerCase(Locale.ROOT)));
            case ValueMatch.Exact exact -> NOTHING;
            case ValueMatch.Prefix prefix -> NOTHING;
            case ValueMatch.Regex expression -> NOTHING;
            case ValueMatch.Present present -> NOTHING;
        };
    }

    private static boolean isAscii(String value) {
        return value.chars().allMatch(character -> character < 0x80);
    }

    /** A place with one value has it in every head: what is known is more than that, or nothing. */
    private static Requirement single(Place place, ValueMatch value) {
        return bytesOf(value) instanceof ValueMatch.Present ? NOTHING : anchor(place, "", bytesOf(value));
    }

    private static Requirement named(Place place, String name, ValueMatch value) {
        return name.isEmpty() || !hasBytes(name) ? NOTHING : anchor(place, name, bytesOf(value));
    }

    private static Requirement anchor(Place place, String name, ValueMatch value) {
        return new OneOf(List.of(new Anchor(place, name, value)));
    }

    /** The same, or less, about the bytes that the value has in a head. */
    private static ValueMatch bytesOf(ValueMatch value) {
        return switch (value) {
            case ValueMatch.Exact(String text) when !text.isEmpty() && hasBytes(text) -> value;
            case ValueMatch.Prefix(String text) when !text.isEmpty() && hasBytes(text) -> value;
            case ValueMatch.Exact exact -> new ValueMatch.Present();
            case ValueMatch.Prefix prefix -> new ValueMatch.Present();
            case ValueMatch.Regex expression -> new ValueMatch.Present();
            case ValueMatch.Present present -> value;
        };
    }

    /** Whether only one sequence of bytes is read as this text: malformed ones of all kinds are read as U+FFFD. */
    private static boolean hasBytes(String text) {
        return text.indexOf('\uFFFD') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
