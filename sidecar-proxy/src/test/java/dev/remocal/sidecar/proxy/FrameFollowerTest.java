package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameFollowerTest {

    private static final byte[] PREFIX = {'S', 'M'};

    private final List<String> seen = new ArrayList<>();
    private final FrameFollower follower = new FrameFollower(
            new FrameListener() {
                @Override
                public void frame(byte type, int flags, int stream, int length) {
                    seen.add(type + "/" + flags + "/" + stream + "/" + length);
                }

                @Override
                public void control(ByteBuf frame) {
                    seen.add("control " + FrameBytes.type(frame, 0) + " of " + frame.readableBytes());
                }
            },
            PREFIX);

    private static ByteBuf frames() {
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeBytes(PREFIX);
        frame(bytes, Http2FrameTypes.SETTINGS, 0, 0, 12);
        frame(bytes, Http2FrameTypes.WINDOW_UPDATE, 0, 0, 4);
        frame(bytes, Http2FrameTypes.HEADERS, 0, 1, 7);
        frame(bytes, Http2FrameTypes.CONTINUATION, 4, 1, 3);
        frame(bytes, Http2FrameTypes.DATA, 1, 1, 0);
        frame(bytes, Http2FrameTypes.WINDOW_UPDATE, 0, 1, 4);
        frame(bytes, Http2FrameTypes.SETTINGS, 1, 0, 0);
        return bytes;
    }

    private static void frame(ByteBuf out, byte type, int flags, int stream, int length) {
        out.writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeZero(length);
    }

    private static final List<String> ALL = List.of(
            "4/0/0/12",
            "control 4 of 21",
            "8/0/0/4",
            "control 8 of 13",
            "1/0/1/7",
            "9/4/1/3",
            "0/1/1/0",
            "8/0/1/4",
            "4/1/0/0",
            "control 4 of 9");

    @Test
    void whereverTheBytesAreSplitTheSameFramesAreSeen() {
        ByteBuf bytes = frames();
        for (int split = 0; split <= bytes.writerIndex(); split++) {
            FrameFollowerTest fresh = new FrameFollowerTest();
            fresh.follower.follow(bytes, 0, split, false);
            fresh.follower.follow(bytes, split, bytes.writerIndex(), false);
            assertThat(fresh.seen).as("split at %d", split).isEqualTo(ALL);
            assertThat(fresh.follower.atBoundary()).isTrue();
        }
    }

    @Test
    void byteByByte() {
        ByteBuf bytes = frames();
        for (int i = 0; i < bytes.writerIndex(); i++) {
            follower.follow(bytes, i, i + 1, false);
        }
        assertThat(seen).isEqualTo(ALL);
    }

    @Test
    void stopsAtTheFirstBoundaryBehindTheFirstFrame() {
        ByteBuf bytes = frames();
        assertThat(follower.follow(bytes, 0, bytes.writerIndex(), true)).isEqualTo(2 + 21);
        assertThat(follower.follow(bytes, 23, bytes.writerIndex(), true)).isEqualTo(23);
    }

    @Test
    void aHeaderBlockHasNoBoundaryInside() {
        ByteBuf bytes = frames();
        int blockEnd = 2 + 21 + 13 + 16 + 12;
        follower.follow(bytes, 0, blockEnd - 12, false);
        assertThat(follower.atBoundary()).isFalse();
        assertThat(follower.follow(bytes, blockEnd - 12, bytes.writerIndex(), true))
                .isEqualTo(blockEnd);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XX", "SM\0\0\0\1\0\0\0\0\0", "SM\0\0\0\4\1\0\0\0\0", "SM\0\0\5\4\0\0\0\0\0"})
    void whatDoesNotStartWithSettingsIsNotHttp2(String start) {
        ByteBuf bytes = Unpooled.copiedBuffer(start, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(follower.follow(bytes, 0, bytes.writerIndex(), false)).isEqualTo(bytes.writerIndex());
        assertThat(follower.isBroken()).isTrue();
        assertThat(seen).isEmpty();
    }

    @Test
    void aBlockThatIsInterruptedIsNotHttp2() {
        ByteBuf bytes = Unpooled.buffer().writeBytes(PREFIX);
        frame(bytes, Http2FrameTypes.SETTINGS, 0, 0, 0);
        frame(bytes, Http2FrameTypes.HEADERS, 0, 1, 1);
        frame(bytes, Http2FrameTypes.DATA, 0, 1, 1);
        follower.follow(bytes, 0, bytes.writerIndex(), false);
        assertThat(follower.isBroken()).isTrue();
    }
}
