package dev.remocal.sidecar.proxy;

/** How bytes in a head stand for those of a name or a value. */
enum Coding {
    AS_SENT,
    LOWER_CASE,
    /** {@link PercentEncoding#decode}. */
    PERCENT,
    /** {@link PercentEncoding#decodeForm}. */
    FORM;

    private static final int ESCAPE_BYTES = 3;

    /** The byte that is meant, in the low 8 bits, and above them how many bytes from the index on stand for it. */
    int read(byte[] bytes, int index, int to) {
        byte next = bytes[index];
        return switch (this) {
            case AS_SENT -> one(next);
            case LOWER_CASE -> one(HttpBytes.lowerCase(next));
            case PERCENT -> next == '%' ? escape(bytes, index, to) : one(next);
            case FORM -> next == '%' ? escape(bytes, index, to) : one(next == '+' ? ' ' : next);
        };
    }

    static int byteOf(int read) {
        return read & 0xff;
    }

    static int lengthOf(int read) {
        return read >>> Byte.SIZE;
    }

    private static int escape(byte[] bytes, int index, int to) {
        int octet = PercentEncoding.octetAt(bytes, index + 1, to);
        return octet < 0 ? one('%') : ESCAPE_BYTES << Byte.SIZE | octet;
    }

    private static int one(int octet) {
        return 1 << Byte.SIZE | (octet & 0xff);
    }
}
