package dev.remocal.cli.tunnel;

import dev.remocal.protocol.Cause;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Requests to a control port: an answer that is read as a whole, and what all requests have in common. */
final class ControlRequest {

    /** What came back; told exactly once. */
    interface Answer {

        /**
         * @param body valid during the call only
         */
        void answered(int status, ByteBuf body);

        void broken(String reason);
    }

    /**
     * Netty (4.1.133) counts the frames that a stream has read at once, and does not begin anew where none had to wait: after the
     * sixteenth, each frame is written to the local connection by itself.
     */
    private static final RecvByteBufAllocator ALL_FRAMES_AT_ONCE =
            new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(Integer.MAX_VALUE);

    private ControlRequest() {}

    static void send(Channel connection, HttpMethod method, String path, @Nullable ByteBuf body, Answer answer) {
        open(connection, new AnswerReader(answer)).addListener((Future<Http2StreamChannel> opened) -> {
            if (opened.isSuccess()) {
                write(opened.getNow(), method, path, body);
            } else {
                ReferenceCountUtil.release(body);
                answer.broken(Cause.of(opened.cause()));
            }
        });
    }

    static Future<Http2StreamChannel> open(Channel connection, ChannelHandler handler) {
        return new Http2StreamChannelBootstrap(connection)
                .option(ChannelOption.RCVBUF_ALLOCATOR, ALL_FRAMES_AT_ONCE)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline()
                                .addLast(
                                        new GrowingWindow(ControlConnection.windows(connection), System::nanoTime),
                                        handler);
                    }
                })
                .open();
    }

    static void write(Http2StreamChannel stream, HttpMethod method, String path, @Nullable ByteBuf body) {
        stream.write(new DefaultHttp2HeadersFrame(headers(method, path), body == null));
        if (body != null) {
            stream.write(new DefaultHttp2DataFrame(body, true));
        }
        stream.flush();
    }

    static Http2Headers headers(HttpMethod method, String path) {
        return new DefaultHttp2Headers()
                .method(method.asciiName())
                .scheme("http")
                .authority("remocal")
                .path(path)
                .set("content-type", "application/json");
    }

    /** -1 where it is not a number. */
    static int status(Http2Headers headers) {
        CharSequence status = headers.status();
        return status != null && status.toString().matches("\\d{3}") ? Integer.parseInt(status.toString()) : -1;
    }

    /** What a sidecar answered in place of success. */
    static Problem problem(int status, ByteBuf body) {
        try {
            Problem problem = Json.read(body, Problem.class);
            // An unknown code is read as null, whatever the record promises.
            ProblemCode code = problem.code();
            return code == null ? new Problem(ProblemCode.INTERNAL_ERROR, problem.message(), problem.owner()) : problem;
        } catch (IOException e) {
            return new Problem(ProblemCode.INTERNAL_ERROR, "The sidecar answered " + status + " without a reason.");
        }
    }

    private static final class AnswerReader extends ChannelInboundHandlerAdapter {

        private final Answer answer;
        private int status = -1;
        private boolean told;
        private @Nullable CompositeByteBuf body;

        AnswerReader(Answer answer) {
            this.answer = answer;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2HeadersFrame headers) {
                status = status(headers.headers());
                endIf(context, headers.isEndStream());
            } else if (frame instanceof Http2DataFrame data) {
                collect(context).addComponent(true, data.content());
                endIf(context, data.isEndStream());
            } else {
                ReferenceCountUtil.release(frame);
            }
        }

        private CompositeByteBuf collect(ChannelHandlerContext context) {
            if (body == null) {
                body = context.alloc().compositeBuffer(Integer.MAX_VALUE);
            }
            return body;
        }

        private void endIf(ChannelHandlerContext context, boolean endOfStream) {
            ByteBuf collected = collect(context);
            if (collected.readableBytes() > TunnelLimits.MAX_ANSWER_BYTES) {
                context.close();
            } else if (endOfStream && !told) {
                told = true;
                answer.answered(status, collected);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ReferenceCountUtil.release(body);
            body = null;
            if (!told) {
                told = true;
                answer.broken("the stream ended before the answer");
            }
        }
    }
}
