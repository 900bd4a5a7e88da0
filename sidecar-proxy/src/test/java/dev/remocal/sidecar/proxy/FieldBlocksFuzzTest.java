package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the scan of a field block says about the dynamic table is what a decoder does with the table. */
class FieldBlocksFuzzTest {

    private static final long LIMIT = 1024 * 1024;

    /** RFC 7541 section 6.2.1: two fields that are added to the table. */
    private static final byte[] TWO_ADDED = {0x40, 1, 'a', 1, 'b', 0x40, 1, 'c', 1, 'd'};

    @FuzzTest(maxDuration = "10m")
    void scanSaysWhatADecoderDoes(byte[] block) {
        FieldBlockScan scan = FieldBlockScan.of(Unpooled.wrappedBuffer(block));
        List<String> fresh = decode(new DefaultHttp2HeadersDecoder(false, LIMIT), block);
        if (fresh == null) {
            return;
        }
        assertThat(scan.wellFormed()).isTrue();
        assertThat(scan.readsTable() && !scan.writesTable()).isFalse();
        if (!scan.readsTable() && !scan.writesTable() && scan.tableSize() == FieldBlockScan.NO_SIZE) {
            assertLeavesTheTableAlone(block, fresh);
        }
    }

    private static void assertLeavesTheTableAlone(byte[] block, List<String> fields) {
        DefaultHttp2HeadersDecoder used = new DefaultHttp2HeadersDecoder(false, LIMIT);
        assertThat(decode(used, TWO_ADDED)).containsExactly("a: b", "c: d");
        assertThat(decode(used, block)).isEqualTo(fields);
        assertThat(decode(used, new byte[] {(byte) 0xbe, (byte) 0xbf})).containsExactly("c: d", "a: b");
        assertThat(new RequestBlocks(false).read(1, Unpooled.wrappedBuffer(block)))
                .isNotNull();
    }

    private static @Nullable List<String> decode(DefaultHttp2HeadersDecoder decoder, byte[] block) {
        ByteBuf bytes = Unpooled.wrappedBuffer(block);
        try {
            Http2Headers headers = decoder.decodeHeaders(1, bytes);
            List<String> fields = new ArrayList<>();
            headers.forEach(field -> fields.add(field.getKey() + ": " + field.getValue()));
            return fields;
        } catch (Http2Exception | RuntimeException unreadable) {
            return null;
        }
    }
}
