package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.ValueMatch;
import io.netty.util.collection.LongObjectHashMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which rules may be about a value, by what it is or starts with. Values are told apart by their hashes, so a rule may be
 * found for a value that it does not want, but never the other way round.
 */
final class ValueIndex {

    /** Bytes of a prefix that are looked at: there is one bit for each length. */
    private static final int MAX_PREFIX_BYTES = Long.SIZE - 1;

    /** Tells the hash of a whole value from that of a prefix. */
    private static final long WHOLE = 0x5555555555555555L;

    private final LongObjectHashMap<int[]> rules = new LongObjectHashMap<>(2);
    private long prefixLengths;
    private int[] ofAnyValue = {};

    void add(ValueMatch match, int rule) {
        switch (match) {
            case ValueMatch.Exact(String value) -> addExact(value.getBytes(StandardCharsets.UTF_8), rule);
            case ValueMatch.Prefix(String prefix) -> addPrefix(prefix.getBytes(StandardCharsets.UTF_8), rule);
            case ValueMatch.Regex expression -> ofAnyValue = with(ofAnyValue, rule);
            case ValueMatch.Present present -> ofAnyValue = with(ofAnyValue, rule);
        }
    }

    boolean isEmpty() {
        return rules.isEmpty() && ofAnyValue.length == 0;
    }

    private void addExact(byte[] value, int rule) {
        put(ByteHash.of(value, value.length) ^ WHOLE, rule);
    }

    private void addPrefix(byte[] prefix, int rule) {
        int length = Math.min(prefix.length, MAX_PREFIX_BYTES);
        prefixLengths |= 1L << length;
        put(ByteHash.of(prefix, length), rule);
    }

    private void put(long hash, int rule) {
        int[] others = rules.get(hash);
        rules.put(hash, with(others == null ? new int[0] : others, rule));
    }

    private static int[] with(int[] rules, int more) {
        int[] result = Arrays.copyOf(rules, rules.length + 1);
        result[rules.length] = more;
        return result;
    }

    /** Adds the rules that may be about the value to those found before; null stands for none. */
    @Nullable BitSet find(byte[] bytes, int from, int to, Coding coding, @Nullable BitSet before) {
        BitSet found = ofAnyValue.length == 0 ? before : add(ofAnyValue, before);
        return rules.isEmpty() ? found : findValue(bytes, from, to, coding, found);
    }

    private @Nullable BitSet findValue(byte[] bytes, int from, int to, Coding coding, @Nullable BitSet before) {
        BitSet found = before;
        long hash = ByteHash.EMPTY;
        int length = 0;
        int index = from;
        while (index < to) {
            int read = coding.read(bytes, index, to);
            hash = ByteHash.add(hash, Coding.byteOf(read));
            index += Coding.lengthOf(read);
            length++;
            if (isPrefixLength(length)) {
                found = add(rules.get(hash), found);
            }
        }
        return add(rules.get(hash ^ WHOLE), found);
    }

    private boolean isPrefixLength(int length) {
        return length <= MAX_PREFIX_BYTES && (prefixLengths >>> length & 1) != 0;
    }

    private static @Nullable BitSet add(int @Nullable [] rules, @Nullable BitSet before) {
        if (rules == null) {
            return before;
        }
        BitSet found = before == null ? new BitSet() : before;
        for (int rule : rules) {
            found.set(rule);
        }
        return found;
    }
}
