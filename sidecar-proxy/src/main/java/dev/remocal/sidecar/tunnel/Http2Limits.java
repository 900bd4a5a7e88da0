package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Limits;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;

/** What one HTTP/2 connection of the control port may do, honest or not (RFC 9113 section 10.5). */
final class Http2Limits {

    /** Seconds over which RST_STREAM frames are counted. */
    private static final int RESET_WINDOW_SECONDS = 10;

    /**
     * RST_STREAM frames in that time, each way. A client whose local process is down resets one stream for each request
     * that is handed to it, so this is 2,000 such requests a second; far less than what a rapid reset (CVE-2023-44487)
     * or one provoked from us (CVE-2025-8671) needs to hurt.
     */
    private static final int MAX_RESETS = 20_000;

    /** PING and SETTINGS acknowledgements that wait for a peer which does not read (CVE-2019-9512, CVE-2019-9515). */
    private static final int MAX_QUEUED_CONTROL_FRAMES = 1_000;

    /** Empty DATA frames in a row without END_STREAM (CVE-2019-9518). */
    private static final int MAX_EMPTY_DATA_FRAMES = 2;

    /** CONTINUATION frames of next to nothing (CVE-2024-27983). */
    private static final int MAX_SMALL_CONTINUATION_FRAMES = 16;

    /**
     * Netty (4.1.133) counts the frames that a stream has read at once, and does not begin anew where none had to wait: after the
     * sixteenth, each frame would be written on by itself.
     */
    static final RecvByteBufAllocator ALL_FRAMES_AT_ONCE =
            new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(Integer.MAX_VALUE);

    private Http2Limits() {}

    static Http2FrameCodec codec() {
        return Http2FrameCodecBuilder.forServer()
                .initialSettings(settings())
                .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
                .encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA_FRAMES)
                .decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATION_FRAMES)
                .gracefulShutdownTimeoutMillis(0)
                .build();
    }

    private static Http2Settings settings() {
        return new Http2Settings()
                .maxConcurrentStreams(Limits.MAX_CONCURRENT_STREAMS)
                .initialWindowSize(Limits.STREAM_WINDOW_BYTES)
                .maxFrameSize(Limits.MAX_FRAME_BYTES)
                .maxHeaderListSize(Limits.MAX_HEADER_LIST_BYTES);
    }

    /** Lets the other end send more of this stream than has been taken here, where it can still be told. */
    static void widen(Channel stream, int bytes) {
        Channel connection = stream.parent();
        Http2FrameCodec codec = connection.pipeline().get(Http2FrameCodec.class);
        if (codec == null) {
            return;
        }
        Http2Connection http2 = codec.connection();
        Http2Stream found = http2.stream(((Http2StreamChannel) stream).stream().id());
        try {
            if (found != null) {
                http2.local().flowController().incrementWindowSize(found, bytes);
                connection.flush();
            }
        } catch (Http2Exception e) {
            stream.close();
        }
    }

    /**
     * Netty gives credit back, for the stream and the connection alike, when the stream's channel reads. A stream that
     * stands still keeps at most its own window from the others, so the connection has room for 256 such streams.
     */
    static void widenConnectionWindow(Http2Connection connection) throws Http2Exception {
        int current = connection.local().flowController().initialWindowSize(connection.connectionStream());
        connection
                .local()
                .flowController()
                .incrementWindowSize(connection.connectionStream(), Limits.CONNECTION_WINDOW_BYTES - current);
    }
}
