package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.ValueMatch;
import io.netty.util.collection.LongObjectHashMap;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Which rules may be about a name and its value, where one part of a head has many of them. */
final class NameIndex {

    private final Coding nameCoding;
    private final Coding valueCoding;
    private final LongObjectHashMap<ValueIndex> names = new LongObjectHashMap<>(2);
    private long nameLengths;

    NameIndex(Coding nameCoding, Coding valueCoding) {
        this.nameCoding = nameCoding;
        this.valueCoding = valueCoding;
    }

    void add(String name, ValueMatch value, int rule) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        long hash = ByteHash.of(bytes, bytes.length);
        ValueIndex values = names.get(hash);
        if (values == null) {
            values = new ValueIndex();
            names.put(hash, values);
        }
        values.add(value, rule);
        nameLengths |= lengthBit(bytes.length);
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** Adds the rules that may be about the name and the value to those found before; null stands for none. */
    @Nullable BitSet find(byte[] head, int name, int nameEnd, int value, int valueEnd, @Nullable BitSet found) {
        if (nameCoding != Coding.FORM && (nameLengths & lengthBit(nameEnd - name)) == 0) {
            return found;
        }
        ValueIndex values = names.get(ByteHash.of(head, name, nameEnd, nameCoding));
        return values == null ? found : values.find(head, value, valueEnd, valueCoding, found);
    }

    private static long lengthBit(int length) {
        return 1L << Math.min(length, Long.SIZE - 1);
    }
}
