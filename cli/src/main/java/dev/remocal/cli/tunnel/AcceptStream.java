package dev.remocal.cli.tunnel;

import dev.remocal.protocol.Protocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;

/**
 * A parked stream. When the sidecar answers it, the local port is connected to, and only then is the stream read on:
 * whatever was sent until then still has its copy at the sidecar.
 */
final class AcceptStream extends ChannelInboundHandlerAdapter {

    /** What the tunnel does about a parked stream. */
    interface Parking {

        /** The stream is in use; another one is wanted in its place. */
        void handedOver(Http2StreamChannel stream);

        /** The stream ended without having been used. */
        void refused();

        /** Empty for a port that the session did not ask for, and for every port once the session ends. */
        OptionalInt localPort(int appPort);
    }

    private final Parking parking;
    private final List<InetAddress> localAddresses;
    private boolean used;

    /**
     * @param localAddresses tried in this order
     */
    AcceptStream(Parking parking, List<InetAddress> localAddresses) {
        this.parking = parking;
        this.localAddresses = localAddresses;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(false);
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (frame instanceof Http2HeadersFrame headers && !used) {
            answered(context, headers);
        } else {
            ReferenceCountUtil.release(frame);
        }
    }

    private void answered(ChannelHandlerContext context, Http2HeadersFrame answer) {
        if (ControlRequest.status(answer.headers()) != HttpURLConnection.HTTP_OK) {
            context.close();
            return;
        }
        used = true;
        parking.handedOver((Http2StreamChannel) context.channel());
        OptionalInt port = port(answer.headers());
        if (port.isPresent()) {
            connect(context, port.getAsInt(), answer.isEndStream(), localAddresses.iterator());
        } else {
            reset(context.channel(), Http2Error.REFUSED_STREAM);
        }
    }

    private OptionalInt port(Http2Headers headers) {
        CharSequence port = headers.get(Protocol.PORT_HEADER);
        return port != null && port.toString().matches("\\d{1,5}")
                ? parking.localPort(Integer.parseInt(port.toString()))
                : OptionalInt.empty();
    }

    private void connect(ChannelHandlerContext context, int port, boolean ended, Iterator<InetAddress> addresses) {
        EventLoop loop = context.channel().eventLoop();
        LocalPipe pipe = new LocalPipe((Http2StreamChannel) context.channel());
        new Bootstrap()
                .group(loop)
                .channelFactory(Sockets.of(loop).connections())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) TunnelLimits.LOCAL_CONNECT_TIMEOUT.toMillis())
                .handler(pipe)
                .connect(new InetSocketAddress(addresses.next(), port))
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        connected(context, connected.channel(), pipe, ended);
                    } else if (addresses.hasNext()) {
                        connect(context, port, ended, addresses);
                    } else {
                        reset(context.channel(), Http2Error.REFUSED_STREAM);
                    }
                });
    }

    private void connected(ChannelHandlerContext context, Channel local, LocalPipe pipe, boolean ended) {
        if (!context.channel().isActive()) {
            local.close();
            return;
        }
        pipe.join(context, ended);
    }

    /** Netty leaves a stream open that is reset while something of it is unread. */
    static void reset(Channel stream, Http2Error error) {
        stream.writeAndFlush(new DefaultHttp2ResetFrame(error)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!used) {
            used = true;
            parking.refused();
        }
        context.fireChannelInactive();
    }
}
