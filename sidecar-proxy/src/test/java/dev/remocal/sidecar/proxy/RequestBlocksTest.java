package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBlocksTest {

    private final DefaultHttp2HeadersEncoder client = new DefaultHttp2HeadersEncoder();

    private ByteBuf block(String key) throws Http2Exception {
        Http2Headers headers = new DefaultHttp2Headers()
                .method("GET")
                .path("/items")
                .scheme("http")
                .authority("payments")
                .set("x-remocal", key);
        ByteBuf block = Unpooled.buffer();
        client.encodeHeaders(1, headers, block);
        return block;
    }

    /** RFC 7541 section 6: an indexed field, three kinds of literal, a change of the table's size. */
    @ParameterizedTest
    @CsvSource({
        "82,            false, false, -1,   true",
        "bd,            false, false, -1,   true",
        "be,            true,  false, -1,   true",
        "ff00,          true,  false, -1,   true",
        "400161 0162,   false, true,  -1,   true",
        "7f00 0162,     true,  true,  -1,   true",
        "000161 0162,   false, false, -1,   true",
        "100161 0162,   false, false, -1,   true",
        "0f30 0162,     true,  false, -1,   true",
        "20 82,         false, false, 0,    true",
        "20 3fe11f 82,  false, false, 4096, true",
        "0003 61,       false, false, -1,   false",
        "ff,            false, false, -1,   false",
        "ffffffffffff7f,false, false, -1,   false"
    })
    void whatABlockDoesWithTheTable(String hex, boolean reads, boolean writes, long size, boolean wellFormed) {
        ByteBuf block = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
        FieldBlockScan scan = FieldBlockScan.of(block);
        assertThat(scan.wellFormed()).isEqualTo(wellFormed);
        if (wellFormed) {
            assertThat(scan).isEqualTo(new FieldBlockScan(reads, writes, size, true));
        }
    }

    @Test
    void fromTheStartEveryBlockIsRead() throws Exception {
        RequestBlocks blocks = new RequestBlocks(true);
        for (int i = 0; i < 10; i++) {
            Http2Headers headers = Objects.requireNonNull(blocks.read(1, block("key-" + i % 3)));
            assertThat(headers.get("x-remocal")).hasToString("key-" + i % 3);
        }
    }

    @Test
    void theAppIsBehindOnceItMissesABlockAndCatchesUpWhenTheTableIsGivenUp() throws Exception {
        RequestBlocks blocks = new RequestBlocks(true);
        blocks.read(1, block("ada"));
        assertThat(blocks.isPlainToApp()).isTrue();
        blocks.read(3, block("bob"));
        blocks.withheld();
        blocks.read(5, block("ada"));
        assertThat(blocks.isPlainToApp()).isFalse();
        client.maxHeaderTableSize(0);
        blocks.read(7, block("ada"));
        assertThat(blocks.isPlainToApp()).isTrue();
    }

    @Test
    void joinedLaterNothingIsReadThatDependsOnTheTable() throws Exception {
        block("ada");
        RequestBlocks blocks = new RequestBlocks(false);
        assertThat(blocks.read(3, block("ada"))).isNull();
        assertThat(blocks.read(5, block("bob"))).isNull();
        client.maxHeaderTableSize(0);
        assertThat(blocks.read(7, block("ada"))).isNotNull();
        blocks.withheld();
        assertThat(blocks.isPlainToApp()).isTrue();
        client.maxHeaderTableSize(4096);
        assertThat(blocks.read(9, block("ada"))).isNull();
    }

    @Test
    void aBlockThatLeavesTheTableAloneIsAlwaysRead() throws Exception {
        DefaultHttp2HeadersEncoder without = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.ALWAYS_SENSITIVE);
        ByteBuf block = Unpooled.buffer();
        without.encodeHeaders(
                1, new DefaultHttp2Headers().method("GET").path("/").set("x-remocal", "ada"), block);
        assertThat(new RequestBlocks(false).read(1, block)).isNotNull();
    }
}
