package dev.remocal.test.soak;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Unary calls of gRPC, several at once, on one connection of HTTP/2 with prior knowledge. */
final class GrpcClient extends Http2FrameAdapter implements Client {

    private static final class Call {
        private final Consumer<Outcome> outcome;
        private final StringBuilder text = new StringBuilder();
        private String status = "";
        private boolean begun;

        private Call(Consumer<Outcome> outcome) {
            this.outcome = outcome;
        }
    }

    private final Http2ConnectionHandler http2 = new Http2ConnectionHandlerBuilder()
            .server(false)
            .frameListener(this)
            .build();
    private final Map<Integer, Call> calls = new HashMap<>();
    private @Nullable Channel channel;
    private boolean broken;

    @Override
    public void join(ChannelPipeline pipeline) {
        channel = pipeline.channel();
        pipeline.addLast(http2, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelInactive(ChannelHandlerContext context) {
                abandon("the connection ended");
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                // Who is told of the end sends the next request at once, which is not to go into this connection.
                broken = true;
                abandon(cause.toString());
                context.close();
            }
        });
    }

    @Override
    public boolean mayTake() {
        return !broken && calls.size() < SoakLimits.STREAMS;
    }

    @Override
    public void send(Plan plan, Consumer<Outcome> outcome) {
        ChannelHandlerContext wire = channel == null ? null : channel.pipeline().context(http2);
        if (channel == null || wire == null || !channel.isActive()) {
            outcome.accept(new Outcome.Broken(false, "the connection was closed"));
            return;
        }
        int stream = http2.connection().local().incrementAndGetNextStreamId();
        calls.put(stream, new Call(outcome));
        http2.encoder().writeHeaders(wire, stream, head(plan), 0, false, wire.newPromise());
        http2.encoder().writeData(wire, stream, GrpcAnswers.message(plan.body()), 0, true, wire.newPromise());
        http2.flush(wire);
    }

    private static Http2Headers head(Plan plan) {
        Http2Headers head = new DefaultHttp2Headers()
                .method("POST")
                .scheme("http")
                .authority("soak")
                .path(Fields.PATH)
                .set("content-type", Fields.GRPC)
                .set("te", "trailers")
                .setLong(Fields.NUMBER, plan.number())
                .setInt(Fields.SIZE, plan.size())
                .setInt(Fields.DELAY, plan.delay());
        plan.key().ifPresent(key -> head.set(Fields.KEY, key));
        return head;
    }

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
        Call call = calls.get(stream);
        if (call == null) {
            return;
        }
        call.begun = true;
        if (headers.status() != null) {
            call.status = headers.status().toString();
        }
        if (last) {
            end(stream, answer(call, headers));
        }
    }

    private static Outcome answer(Call call, Http2Headers trailers) {
        String status = trailers.get(Fields.GRPC_STATUS, "none").toString();
        if (status.equals("0") && call.text.length() >= Fields.PREFIX_BYTES) {
            return new Outcome.Answered(Integer.parseInt(call.status), call.text.substring(Fields.PREFIX_BYTES));
        }
        String error = "grpc-status " + status + " " + trailers.get("grpc-message", "");
        // An error behind the beginning of an answer breaks it off; one without a beginning is the answer.
        return trailers.status() == null ? new Outcome.Broken(true, error) : new Outcome.Answered(0, error);
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last) {
        Call call = calls.get(stream);
        if (call != null) {
            call.text.append(data.toString(StandardCharsets.ISO_8859_1));
            if (last) {
                end(stream, new Outcome.Broken(true, "no trailers"));
            }
        }
        return data.readableBytes() + padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int stream, long errorCode) {
        Call call = calls.get(stream);
        if (call != null) {
            end(stream, new Outcome.Broken(call.begun, "reset with code " + errorCode));
        }
    }

    private void end(int stream, Outcome outcome) {
        Call call = calls.remove(stream);
        if (call != null) {
            call.outcome.accept(outcome);
        }
    }

    @Override
    public void abandon(String reason) {
        List.copyOf(calls.keySet())
                .forEach(stream ->
                        end(stream, new Outcome.Broken(calls.containsKey(stream) && calls.get(stream).begun, reason)));
    }
}
