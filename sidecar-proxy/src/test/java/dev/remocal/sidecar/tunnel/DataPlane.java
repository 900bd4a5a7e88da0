package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.FailureCode;
import dev.remocal.sidecar.proxy.Developer;
import dev.remocal.sidecar.proxy.DeveloperFailure;
import dev.remocal.sidecar.proxy.EndOfStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The data plane's end of a handed-over connection. */
final class DataPlane extends ChannelInboundHandlerAdapter {

    /** What the channel can bring. */
    sealed interface Arrival {
        record Bytes(String text) implements Arrival {}

        record InputShutdown() implements Arrival {}

        record Failure(FailureCode code) implements Arrival {}

        record Writable(boolean writable) implements Arrival {}

        record Inactive() implements Arrival {}
    }

    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    final Channel channel;

    private DataPlane(Channel channel) {
        this.channel = channel;
    }

    static Future<Channel> request(Developer developer, long exchange) {
        return developer.connect(ControlPort.dataPlaneLoop(), 8080, exchange);
    }

    static DataPlane connected(Future<Channel> connect) throws InterruptedException {
        assertThat(connect.await(Stream.TIMEOUT, TimeUnit.SECONDS)).isTrue();
        assertThat(connect.cause()).isNull();
        DataPlane end = new DataPlane(connect.getNow());
        end.channel.pipeline().addLast(end);
        return end;
    }

    static FailureCode failed(Future<Channel> connect) throws InterruptedException {
        assertThat(connect.await(Stream.TIMEOUT, TimeUnit.SECONDS)).isTrue();
        assertThat(connect.cause()).isInstanceOf(DeveloperFailure.class);
        return ((DeveloperFailure) connect.cause()).code();
    }

    ChannelFuture send(String text) {
        return channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    ChannelFuture sendEnd() {
        return channel.writeAndFlush(EndOfStream.INSTANCE);
    }

    void reads(boolean reading) {
        channel.config().setAutoRead(reading);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        arrivals.add(new Arrival.Bytes(bytes.toString(StandardCharsets.UTF_8)));
        bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            arrivals.add(new Arrival.InputShutdown());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        arrivals.add(new Arrival.Writable(context.channel().isWritable()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        arrivals.add(new Arrival.Failure(((DeveloperFailure) cause).code()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        arrivals.add(new Arrival.Inactive());
    }

    Arrival next() throws InterruptedException {
        Arrival arrival = arrivals.poll(Stream.TIMEOUT, TimeUnit.SECONDS);
        assertThat(arrival).as("what the channel brings").isNotNull();
        return arrival;
    }

    boolean quiet() {
        return arrivals.isEmpty();
    }

    String expectBytes(int length) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            Arrival arrival = next();
            assertThat(arrival).isInstanceOf(Arrival.Bytes.class);
            text.append(((Arrival.Bytes) arrival).text());
        }
        return text.toString();
    }

    void expect(Arrival expected) throws InterruptedException {
        assertThat(next()).isEqualTo(expected);
    }
}
