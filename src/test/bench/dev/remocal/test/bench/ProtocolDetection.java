package dev.remocal.test.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts in its place what serves the protocol of a connection, which its first bytes show. */
final class ProtocolDetection extends ByteToMessageDecoder {

    /** What no HTTP/1.1 method begins with: the client's preface, RFC 9113 section 3.4. */
    private static final byte[] PREFACE = "PRI ".getBytes(StandardCharsets.US_ASCII);

    private final ChannelHandler[] before;

    /**
     * @param before what sees the requests before they are served
     */
    ProtocolDetection(ChannelHandler... before) {
        this.before = before.clone();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < PREFACE.length) {
            return;
        }
        ChannelPipeline pipeline = context.pipeline();
        if (isPreface(in)) {
            pipeline.addLast(Http2FrameCodecBuilder.forServer()
                    .initialSettings(Http2Settings.defaultSettings().maxConcurrentStreams(1024))
                    .validateHeaders(false)
                    .build());
            pipeline.addLast(before).addLast(new GrpcService());
        } else {
            HttpDecoderConfig config = new HttpDecoderConfig().setValidateHeaders(false);
            pipeline.addLast(new HttpRequestDecoder(config)).addLast(before).addLast(new HttpService());
        }
        pipeline.remove(this);
    }

    private static boolean isPreface(ByteBuf in) {
        for (int i = 0; i < PREFACE.length; i++) {
            if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
                return false;
            }
        }
        return true;
    }
}
