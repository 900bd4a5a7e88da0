package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** HTTP/2's frames are found where a naive reader finds them, however the bytes arrive, and none of the bytes is lost. */
class FramesFuzzTest {

    private static final int HEADER = Http2CodecUtil.FRAME_HEADER_LENGTH;

    /** One frame, or the start of one. */
    private record Frame(int start, byte type, int flags, int stream, int length) {

        int end() {
            return start + HEADER + length;
        }

        String header() {
            return type + "/" + flags + "/" + stream + "/" + length;
        }

        boolean opensBlock() {
            return type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.PUSH_PROMISE;
        }

        boolean endsBlock() {
            return (flags & 4) != 0;
        }
    }

    @FuzzTest(maxDuration = "10m")
    void followerSeesEveryFrame(byte[] bytes) {
        List<String> whole = follow(bytes);
        assertThat(follow(bytes, Transcript.somewhere(bytes))).isEqualTo(whole);
        assertThat(follow(bytes, Transcript.everywhere(bytes))).isEqualTo(whole);
        List<String> frames = frames(bytes).stream().map(Frame::header).toList();
        List<String> seen = whole.stream().filter(line -> line.contains("/")).toList();
        assertThat(seen).isEqualTo(frames.subList(0, whole.contains("broken") ? seen.size() : frames.size()));
        assertUnits(bytes);
    }

    private static List<Frame> frames(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        List<Frame> frames = new ArrayList<>();
        int at = 0;
        while (bytes.length - at >= HEADER) {
            Frame frame = new Frame(
                    at,
                    in.getByte(at + 3),
                    in.getUnsignedByte(at + 4),
                    in.getInt(at + 5) & 0x7fffffff,
                    in.getUnsignedMedium(at));
            frames.add(frame);
            at = frame.end();
        }
        return frames;
    }

    private static List<String> follow(byte[] bytes, int... cuts) {
        List<String> seen = new ArrayList<>();
        FrameFollower follower = new FrameFollower(
                new FrameListener() {
                    @Override
                    public void frame(byte type, int flags, int stream, int length) {
                        seen.add(type + "/" + flags + "/" + stream + "/" + length);
                    }

                    @Override
                    public void control(ByteBuf frame) {
                        assertThat(frame.readableBytes()).isEqualTo(HEADER + FrameBytes.length(frame, 0));
                        seen.add("control");
                    }
                },
                new byte[0]);
        forEachPiece(bytes, cuts, piece -> {
            int end = follower.follow(piece, piece.readerIndex(), piece.writerIndex(), false);
            assertThat(end).isEqualTo(piece.writerIndex());
        });
        seen.add(follower.isBroken() ? "broken" : follower.atBoundary() ? "boundary" : "within");
        return seen;
    }

    /** Units put together are what came; each is one frame or one header block, but that long DATA is cut. */
    private static void assertUnits(byte[] bytes) {
        List<Frame> frames = frames(bytes);
        boolean cut = frames.stream()
                .anyMatch(frame ->
                        frame.type() == Http2FrameTypes.DATA && frame.length() > Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE);
        if (cut) {
            return;
        }
        List<ByteBuf> whole = units(bytes);
        assertThat(units(bytes, Transcript.somewhere(bytes))).isEqualTo(whole);
        assertThat(units(bytes, Transcript.everywhere(bytes))).isEqualTo(whole);
        assertThat(Unpooled.wrappedBuffer(whole.toArray(ByteBuf[]::new))).isEqualTo(Unpooled.wrappedBuffer(bytes));
        int at = 0;
        for (ByteBuf unit : whole.subList(0, Math.max(0, whole.size() - 1))) {
            assertThat(unitEnd(frames, at)).isEqualTo(at + unit.readableBytes());
            at += unit.readableBytes();
        }
    }

    private static int unitEnd(List<Frame> frames, int start) {
        int index = IntStream.range(0, frames.size())
                .filter(each -> frames.get(each).start() == start)
                .findFirst()
                .orElseThrow();
        boolean open =
                frames.get(index).opensBlock() && !frames.get(index).endsBlock() && frames.get(index).stream() != 0;
        while (open) {
            index++;
            open = !frames.get(index).endsBlock();
        }
        return frames.get(index).end();
    }

    /** The units, and last what is left; that is there even where it is empty. */
    private static List<ByteBuf> units(byte[] bytes, int... cuts) {
        FrameUnits units = new FrameUnits(UnpooledByteBufAllocator.DEFAULT);
        List<ByteBuf> all = new ArrayList<>();
        forEachPiece(bytes, cuts, piece -> {
            units.add(piece);
            for (ByteBuf unit = units.next(); unit != null; unit = units.next()) {
                all.add(unit);
            }
        });
        ByteBuf rest = units.rest();
        all.add(rest == null ? Unpooled.EMPTY_BUFFER : rest);
        return all;
    }

    @FunctionalInterface
    private interface Piece {
        void read(ByteBuf piece);
    }

    private static void forEachPiece(byte[] bytes, int[] cuts, Piece piece) {
        int from = 0;
        for (int index = 0; index <= cuts.length; index++) {
            int to = index == cuts.length ? bytes.length : cuts[index];
            piece.read(Unpooled.copiedBuffer(bytes, from, to - from));
            from = to;
        }
    }
}
