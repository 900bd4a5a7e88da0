package dev.remocal.test.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** gRPC unary calls over HTTP/2 with prior knowledge, several at once. */
final class PacedGrpcConnection extends PacedConnection {

    private static final String GRPC_STATUS = "grpc-status";
    private static final ByteBuf MESSAGE = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer().writeBytes(GrpcService.message()).asReadOnly());

    private record UnderWay(long due, Answers answers) {}

    private final Http2ConnectionHandler http2 = new Http2ConnectionHandlerBuilder()
            .server(false)
            .validateHeaders(false)
            .frameListener(new Frames())
            .build();
    private final Map<Integer, UnderWay> underWay = new HashMap<>();

    PacedGrpcConnection(int streams) {
        super(streams);
    }

    @Override
    void join(ChannelPipeline pipeline) {
        pipeline.addLast(http2, this);
    }

    @Override
    void send(ChannelHandlerContext context, long due, Answers answers) {
        ChannelHandlerContext wire = context.pipeline().context(http2);
        int stream = http2.connection().local().incrementAndGetNextStreamId();
        underWay.put(stream, new UnderWay(due, answers));
        http2.encoder().writeHeaders(wire, stream, head(), 0, false, wire.newPromise());
        http2.encoder().writeData(wire, stream, MESSAGE.duplicate(), 0, true, wire.newPromise());
        http2.flush(wire);
    }

    private static Http2Headers head() {
        Http2Headers head = new DefaultHttp2Headers(false)
                .method("POST")
                .scheme("http")
                .authority("127.0.0.1")
                .path(HttpRequests.GRPC_PATH);
        HttpRequests.headers(Load.RequestKind.GRPC).forEach(head::add);
        return head;
    }

    private void end(int stream, boolean right) {
        UnderWay call = underWay.remove(stream);
        if (call != null) {
            ended(call.due, right, call.answers);
        }
    }

    @Override
    void fail() {
        List.copyOf(underWay.keySet()).forEach(stream -> end(stream, false));
    }

    private final class Frames extends Http2FrameAdapter {

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int stream,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean last) {
            if (last) {
                end(stream, headers.contains(GRPC_STATUS, "0"));
            }
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext context, int stream, long errorCode) {
            end(stream, false);
        }
    }
}
