package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FrameUnitsTest {

    private final FrameUnits units = new FrameUnits(UnpooledByteBufAllocator.DEFAULT);

    private static ByteBuf data(int length, int flags) {
        return Unpooled.buffer()
                .writeMedium(length)
                .writeByte(Http2FrameTypes.DATA)
                .writeByte(flags)
                .writeInt(1)
                .writeByte(7);
    }

    @Test
    void longDataIsCutAndPassedOnAsItComes() {
        units.add(data(1 << 20, 0));
        ByteBuf unit = Objects.requireNonNull(units.next());
        assertThat(unit.readableBytes()).isEqualTo(9 + 1);
        assertThat(units.isBroken()).isFalse();
    }

    /** It cannot be cut, and a client may announce 16 MiB. */
    @Test
    void paddedDataIsCollectedUpToALimit() {
        units.add(data(ProxyLimits.FIELD_BLOCK_BYTES, Http2Flags.PADDED));
        assertThat(units.next()).isNull();
        assertThat(units.isBroken()).isTrue();
    }
}
