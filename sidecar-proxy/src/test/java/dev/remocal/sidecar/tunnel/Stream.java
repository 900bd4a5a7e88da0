package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One stream of a {@link Client}: what came, in order, to be awaited. */
final class Stream extends ChannelInboundHandlerAdapter {

    /** Seconds that a test waits for what must come. */
    static final long TIMEOUT = 20;

    /** What a stream can bring. */
    sealed interface Arrival {
        record Head(Http2Headers headers) implements Arrival {}

        record Data(String text) implements Arrival {}

        record End() implements Arrival {}

        record Reset(long code) implements Arrival {}

        record Closed() implements Arrival {}
    }

    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private Channel channel;

    @SuppressWarnings("NullAway.Init") // handlerAdded comes before any use
    Stream() {}

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    Stream head(String method, String path, boolean end) {
        Http2Headers headers = new DefaultHttp2Headers()
                .method(method)
                .path(path)
                .scheme("http")
                .authority("localhost");
        return head(headers, end);
    }

    Stream head(Http2Headers headers, boolean end) {
        channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end));
        return this;
    }

    Stream data(String body, boolean end) {
        return data(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8), end);
    }

    Stream data(ByteBuf body, boolean end) {
        channel.writeAndFlush(new DefaultHttp2DataFrame(body, end));
        return this;
    }

    void reset(Http2Error error) {
        channel.writeAndFlush(new DefaultHttp2ResetFrame(error));
    }

    void reads(boolean reading) {
        channel.config().setAutoRead(reading);
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        boolean end = false;
        if (frame instanceof Http2HeadersFrame head) {
            arrivals.add(new Arrival.Head(head.headers()));
            end = head.isEndStream();
        } else if (frame instanceof Http2DataFrame data) {
            arrivals.add(new Arrival.Data(data.content().toString(StandardCharsets.UTF_8)));
            end = data.isEndStream();
            data.release();
        }
        if (end) {
            arrivals.add(new Arrival.End());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame reset) {
            arrivals.add(new Arrival.Reset(reset.errorCode()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        arrivals.add(new Arrival.Closed());
    }

    Arrival next() throws InterruptedException {
        Arrival arrival = arrivals.poll(TIMEOUT, TimeUnit.SECONDS);
        assertThat(arrival)
                .as("what the stream brings within " + TIMEOUT + " s")
                .isNotNull();
        return arrival;
    }

    boolean quiet() {
        return arrivals.isEmpty();
    }

    Http2Headers expectStatus(int status) throws InterruptedException {
        Arrival arrival = next();
        assertThat(arrival).isInstanceOf(Arrival.Head.class);
        Http2Headers headers = ((Arrival.Head) arrival).headers();
        assertThat(headers.status()).hasToString(Integer.toString(status));
        return headers;
    }

    /** The next NDJSON line, which must hold this. */
    String expectLine(String part) throws InterruptedException {
        while (text.indexOf("\n") < 0) {
            Arrival arrival = next();
            assertThat(arrival).isInstanceOf(Arrival.Data.class);
            text.append(((Arrival.Data) arrival).text());
        }
        String line = text.substring(0, text.indexOf("\n"));
        text.delete(0, line.length() + 1);
        assertThat(line).contains(part);
        return line;
    }

    /** All data up to the end of the stream. */
    String expectBody() throws InterruptedException {
        StringBuilder body = new StringBuilder(text);
        for (Arrival arrival = next(); arrival instanceof Arrival.Data data; arrival = next()) {
            body.append(data.text());
        }
        return body.toString();
    }

    /** Data of exactly this length in total. */
    long expectBytes(long length) throws InterruptedException {
        long received = 0;
        while (received < length) {
            Arrival arrival = next();
            assertThat(arrival).isInstanceOf(Arrival.Data.class);
            received += ((Arrival.Data) arrival).text().length();
        }
        return received;
    }

    void expectReset(Http2Error error) throws InterruptedException {
        assertThat(next()).isEqualTo(new Arrival.Reset(error.code()));
    }

    void expectClosed() throws InterruptedException {
        Arrival arrival = next();
        while (!(arrival instanceof Arrival.Closed)) {
            arrival = next();
        }
    }
}
