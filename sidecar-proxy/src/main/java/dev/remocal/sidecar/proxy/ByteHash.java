package dev.remocal.sidecar.proxy;

/** A hash that grows byte by byte (FNV-1a with 64 bits): equal bytes have equal hashes, others hardly ever. */
final class ByteHash {

    static final long EMPTY = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private ByteHash() {}

    static long add(long hash, int octet) {
        return (hash ^ octet) * PRIME;
    }

    static long of(byte[] bytes, int length) {
        long hash = EMPTY;
        for (int i = 0; i < length; i++) {
            hash = add(hash, bytes[i] & 0xff);
        }
        return hash;
    }

    static long of(byte[] bytes, int from, int to, Coding coding) {
        long hash = EMPTY;
        int index = from;
        while (index < to) {
            int read = coding.read(bytes, index, to);
            hash = add(hash, Coding.byteOf(read));
            index += Coding.lengthOf(read);
        }
        return hash;
    }
}
