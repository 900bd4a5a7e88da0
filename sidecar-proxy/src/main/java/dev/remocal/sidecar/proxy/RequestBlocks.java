package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads the field blocks of a client's requests, and knows which of them the app need not see.
 *
 * <p>A block may add to the dynamic table that client and app share (RFC 7541 section 2.3.2), so one that is kept from
 * the app would leave it behind. The sidecar therefore asks the client for a table of 0 bytes. Until the client complies,
 * a connection that is followed from its first block on can have every block read, and the app gets those after a missing
 * one written anew; on one that was joined later, only blocks that leave the table alone can be read.
 */
final class RequestBlocks {

    private final DefaultHttp2HeadersDecoder decoder =
            new DefaultHttp2HeadersDecoder(false, ProxyLimits.FIELD_BLOCK_BYTES * 4L);
    private boolean fromStart;
    private boolean tableEmpty;
    private boolean appBehind;
    private FieldBlockScan scan = new FieldBlockScan(false, false, FieldBlockScan.NO_SIZE, true);

    /**
     * @param fromStart whether no block of the connection has passed yet
     */
    RequestBlocks(boolean fromStart) {
        this.fromStart = fromStart;
    }

    /** Every block of the connection, in order; null where it says something only client and app understand. */
    @Nullable Http2Headers read(int stream, ByteBuf block) {
        scan = FieldBlockScan.of(block);
        if (scan.tableSize() != FieldBlockScan.NO_SIZE) {
            tableEmpty = scan.tableSize() == 0;
        }
        return isReadable() ? decode(stream, block) : null;
    }

    /** The app allows a larger table: the client may fill it before it learns that the sidecar wants none. */
    void allowTable(long size) {
        if (size > decoder.maxHeaderTableSize() && size <= ProxyLimits.HEADER_TABLE_BYTES) {
            try {
                decoder.maxHeaderTableSize(size);
            } catch (Http2Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private boolean isReadable() {
        return scan.wellFormed() && (fromStart || (!scan.readsTable() && !writesTable()));
    }

    private @Nullable Http2Headers decode(int stream, ByteBuf block) {
        try {
            return decoder.decodeHeaders(stream, block.slice());
        } catch (Http2Exception | RuntimeException unreadable) {
            fromStart = false;
            return null;
        }
    }

    /** A table of 0 bytes stays empty whatever is added. */
    private boolean writesTable() {
        return (scan.writesTable() && !tableEmpty) || scan.tableSize() > 0;
    }

    /** The block read last does not reach the app. */
    void withheld() {
        appBehind |= writesTable();
    }

    /** Whether the app understands the block read last as it is. */
    boolean isPlainToApp() {
        return !appBehind || tableEmpty;
    }
}
