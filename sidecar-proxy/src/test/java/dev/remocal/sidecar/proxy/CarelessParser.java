package dev.remocal.sidecar.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads requests as a server does that has habits: what RFC 9112 forbids or leaves open, and some server has done. Written
 * without regard to speed, and of nothing that the scanner is made of.
 */
final class CarelessParser {

    /** One that has none rejects what it is not sure of. */
    enum Habit {
        LINE_FEED_ENDS_LINE,
        CARRIAGE_RETURN_ENDS_LINE,
        ONLY_BOTH_END_LINE,
        SKIPS_EMPTY_LINES,
        SPLITS_REQUEST_LINE_ANYWHERE,
        KNOWS_HTTP09,
        TAKES_ANY_VERSION,
        JOINS_LINES,
        SKIPS_BAD_LINES,
        TRIMS_NAMES,
        TRIMS_CONTROLS,
        KEEPS_TABS,
        KEEPS_BLANKS_BEHIND,
        LENGTH_WINS,
        CODING_WINS,
        FIRST_LENGTH,
        LAST_LENGTH,
        LENGTH_IS_A_PREFIX,
        CODING_CONTAINS_CHUNKED,
        CODING_ENDS_IN_CHUNKED,
        UNKNOWN_CODING_IS_NONE,
        CODING_IN_HTTP10,
        NO_CODING_IN_HTTP10,
        CHUNK_SIZE_IS_A_PREFIX,
        ANY_TWO_BYTES_END_CHUNK,
        NOTHING_NEEDS_TO_END_CHUNK
    }

    /**
     * @param boundaries where messages end
     * @param rejectedAt where it gave up, if it did
     */
    record Parsed(List<Integer> boundaries, int rejectedAt) {}

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern NUMBER_AT_START = Pattern.compile("\\s*[+]?([0-9]{1,18})");
    private static final Pattern SIZE = Pattern.compile("[0-9a-fA-F]{1,15}");
    private static final Pattern SIZE_AT_START = Pattern.compile("\\s*[+]?(?:0[xX])?([0-9a-fA-F]{1,15})");

    private static final class Rejected extends RuntimeException {}

    private static final class Incomplete extends RuntimeException {}

    private record Field(String name, String value) {}

    private final Set<Habit> habits;
    private final String text;
    private int at;

    private CarelessParser(Set<Habit> habits, byte[] bytes) {
        this.habits = habits;
        this.text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static Parsed parse(Set<Habit> habits, byte[] bytes) {
        return new CarelessParser(habits, bytes).parse();
    }

    /** None, each alone, all. */
    static List<Set<Habit>> some() {
        List<Set<Habit>> some = new ArrayList<>();
        some.add(EnumSet.noneOf(Habit.class));
        some.add(EnumSet.allOf(Habit.class));
        EnumSet.allOf(Habit.class).forEach(habit -> some.add(EnumSet.of(habit)));
        return some;
    }

    /** These, and each with each other. */
    static List<Set<Habit>> everyone() {
        List<Set<Habit>> all = some();
        for (Habit one : Habit.values()) {
            EnumSet.range(one, Habit.values()[Habit.values().length - 1])
                    .forEach(other -> all.add(EnumSet.of(one, other)));
        }
        return all;
    }

    private boolean has(Habit habit) {
        return habits.contains(habit);
    }

    private Parsed parse() {
        List<Integer> boundaries = new ArrayList<>();
        try {
            while (at < text.length()) {
                message();
                boundaries.add(at);
            }
        } catch (Rejected rejected) {
            return new Parsed(boundaries, at);
        } catch (Incomplete incomplete) {
            // What it has seen it has seen.
        }
        return new Parsed(boundaries, Integer.MAX_VALUE);
    }

    private void message() {
        String line = line();
        while (has(Habit.SKIPS_EMPTY_LINES) && line.isEmpty()) {
            line = line();
        }
        String[] words = has(Habit.SPLITS_REQUEST_LINE_ANYWHERE) ? line.trim().split("\\s+") : line.split(" ", -1);
        if (has(Habit.KNOWS_HTTP09) && words.length == 2) {
            return;
        }
        String version = words[words.length - 1];
        boolean known = version.equals("HTTP/1.1") || version.equals("HTTP/1.0") || has(Habit.TAKES_ANY_VERSION);
        if (words.length < 3 || (words.length > 3 && !has(Habit.SPLITS_REQUEST_LINE_ANYWHERE)) || !known) {
            throw new Rejected();
        }
        body(fields(), version.equals("HTTP/1.0"));
    }

    private String line() {
        for (int end = at; end < text.length(); end++) {
            char character = text.charAt(end);
            boolean both = character == '\r' && end + 1 < text.length() && text.charAt(end + 1) == '\n';
            if (both || isLineEnd(character)) {
                String line = text.substring(at, end);
                at = end + (both ? 2 : 1);
                return line;
            }
            if (isBareEnd(character, end) && !has(Habit.ONLY_BOTH_END_LINE)) {
                at = end + 1;
                throw new Rejected();
            }
        }
        throw new Incomplete();
    }

    private boolean isLineEnd(char character) {
        return (character == '\n' && has(Habit.LINE_FEED_ENDS_LINE))
                || (character == '\r' && has(Habit.CARRIAGE_RETURN_ENDS_LINE));
    }

    private boolean isBareEnd(char character, int index) {
        return character == '\n' || (character == '\r' && index + 1 < text.length());
    }

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.startsWith(" ") || line.startsWith("\t")) {
                join(fields, line);
            } else {
                field(fields, line);
            }
        }
        return fields;
    }

    private void join(List<Field> fields, String line) {
        if (has(Habit.JOINS_LINES) && !fields.isEmpty()) {
            Field last = fields.removeLast();
            fields.add(new Field(last.name(), trim(last.value() + " " + line)));
        } else if (has(Habit.TRIMS_NAMES)) {
            field(fields, line.trim());
        } else if (!has(Habit.SKIPS_BAD_LINES)) {
            throw new Rejected();
        }
    }

    private void field(List<Field> fields, String line) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon);
        String known = has(Habit.TRIMS_NAMES) ? name.trim() : name;
        if (TOKEN.matcher(known).matches()) {
            fields.add(new Field(known.toLowerCase(Locale.ROOT), trim(line.substring(colon + 1))));
        } else if (!has(Habit.SKIPS_BAD_LINES)) {
            throw new Rejected();
        }
    }

    private String trim(String value) {
        if (has(Habit.TRIMS_CONTROLS)) {
            return value.trim();
        }
        String blanks = has(Habit.KEEPS_TABS) ? "[ ]+" : "[ \t]+";
        String started = value.replaceFirst("^" + blanks, "");
        return has(Habit.KEEPS_BLANKS_BEHIND) ? started : started.replaceFirst(blanks + "$", "");
    }

    private void body(List<Field> fields, boolean http10) {
        boolean chunked = isChunked(valuesOf(fields, "transfer-encoding"), http10);
        List<String> lengths = valuesOf(fields, "content-length");
        if (chunked && !lengths.isEmpty() && !has(Habit.CODING_WINS) && !has(Habit.LENGTH_WINS)) {
            throw new Rejected();
        }
        if (chunked && (lengths.isEmpty() || has(Habit.CODING_WINS))) {
            chunks();
        } else {
            skip(length(lengths));
        }
    }

    private static List<String> valuesOf(List<Field> fields, String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .toList();
    }

    private boolean isChunked(List<String> codings, boolean http10) {
        if (codings.isEmpty() || (http10 && has(Habit.NO_CODING_IN_HTTP10))) {
            return false;
        }
        if (http10 && !has(Habit.CODING_IN_HTTP10)) {
            throw new Rejected();
        }
        String all = String.join(",", codings).toLowerCase(Locale.ROOT);
        boolean chunked = all.equals("chunked")
                || (has(Habit.CODING_CONTAINS_CHUNKED) && all.contains("chunked"))
                || (has(Habit.CODING_ENDS_IN_CHUNKED) && all.endsWith("chunked"));
        if (!chunked && !has(Habit.UNKNOWN_CODING_IS_NONE)) {
            throw new Rejected();
        }
        return chunked;
    }

    private long length(List<String> fields) {
        if (fields.isEmpty()) {
            return 0;
        }
        boolean chooses = has(Habit.FIRST_LENGTH) || has(Habit.LAST_LENGTH);
        String[] values = chooses ? String.join(",", fields).split(",") : new String[] {String.join(",", fields)};
        if (values.length == 0) {
            return 0;
        }
        String value = has(Habit.LAST_LENGTH) ? values[values.length - 1] : values[0];
        return number(chooses ? trim(value) : value);
    }

    private long number(String value) {
        if (NUMBER.matcher(value).matches()) {
            return Long.parseLong(value);
        }
        if (!has(Habit.LENGTH_IS_A_PREFIX)) {
            throw new Rejected();
        }
        Matcher number = NUMBER_AT_START.matcher(value);
        return number.lookingAt() ? Long.parseLong(number.group(1)) : 0;
    }

    private void skip(long length) {
        if (length > text.length() - at) {
            throw new Incomplete();
        }
        at += (int) length;
    }

    private void chunks() {
        for (long size = size(line()); size > 0; size = size(line())) {
            skip(size);
            endChunk();
        }
        fields();
    }

    private long size(String line) {
        String size = line.split(";", 2)[0];
        if (SIZE.matcher(size).matches()) {
            return Long.parseLong(size, 16);
        }
        Matcher number = SIZE_AT_START.matcher(size);
        if (!has(Habit.CHUNK_SIZE_IS_A_PREFIX) || !number.lookingAt()) {
            throw new Rejected();
        }
        return Long.parseLong(number.group(1), 16);
    }

    private void endChunk() {
        if (has(Habit.ANY_TWO_BYTES_END_CHUNK)) {
            skip(2);
        } else if (text.startsWith("\r\n", at)) {
            at += 2;
        } else if (at < text.length() && isLineEnd(text.charAt(at))) {
            at++;
        } else if (at + 1 >= text.length()) {
            throw new Incomplete();
        } else if (!has(Habit.NOTHING_NEEDS_TO_END_CHUNK)) {
            at += 2;
            throw new Rejected();
        }
    }
}
