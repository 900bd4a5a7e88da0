package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;

/**
 * What a field block does with the dynamic table (RFC 7541 section 6), found without decoding it.
 *
 * @param readsTable whether it refers to an entry of the dynamic table
 * @param writesTable whether it adds to the dynamic table
 * @param tableSize the last table size it sets; {@link #NO_SIZE} where it sets none
 * @param wellFormed whether it could be read to its end
 */
record FieldBlockScan(boolean readsTable, boolean writesTable, long tableSize, boolean wellFormed) {

    static final long NO_SIZE = -1;

    /** Entries of the static table: RFC 7541 appendix A. */
    private static final int STATIC_ENTRIES = 61;

    static FieldBlockScan of(ByteBuf block) {
        return new Reader(block).scan();
    }

    private static final class Reader {

        private final ByteBuf block;
        private int at;
        private boolean reads;
        private boolean writes;
        private long size = NO_SIZE;

        Reader(ByteBuf block) {
            this.block = block;
            this.at = block.readerIndex();
        }

        FieldBlockScan scan() {
            boolean wellFormed;
            try {
                while (at < block.writerIndex()) {
                    representation();
                }
                wellFormed = at == block.writerIndex();
            } catch (IndexOutOfBoundsException cutShort) {
                wellFormed = false;
            }
            return new FieldBlockScan(reads, writes, size, wellFormed);
        }

        private void representation() {
            int first = block.getUnsignedByte(at);
            if ((first & 0x80) != 0) {
                reads |= integer(7) > STATIC_ENTRIES;
            } else if ((first & 0x40) != 0) {
                writes = true;
                literal(6);
            } else if ((first & 0x20) != 0) {
                size = integer(5);
            } else {
                literal(4);
            }
        }

        private void literal(int prefixBits) {
            long name = integer(prefixBits);
            reads |= name > STATIC_ENTRIES;
            if (name == 0) {
                string();
            }
            string();
        }

        private void string() {
            long length = integer(7);
            if (length > block.writerIndex() - at) {
                throw new IndexOutOfBoundsException("string");
            }
            at += (int) length;
        }

        /** RFC 7541 section 5.1. */
        private long integer(int prefixBits) {
            int mask = (1 << prefixBits) - 1;
            long value = next() & mask;
            if (value < mask) {
                return value;
            }
            for (int shift = 0; shift <= 28; shift += 7) {
                int more = next();
                value += (long) (more & 0x7f) << shift;
                if ((more & 0x80) == 0) {
                    return value;
                }
            }
            throw new IndexOutOfBoundsException("integer");
        }

        private int next() {
            if (at >= block.writerIndex()) {
                throw new IndexOutOfBoundsException("end of block");
            }
            return block.getUnsignedByte(at++);
        }
    }
}
