package dev.remocal.cli.outgoing;

import dev.remocal.cli.tunnel.FarEnd;
import dev.remocal.cli.tunnel.NotConnectedException;
import dev.remocal.protocol.Destination;
import dev.remocal.protocol.ProblemCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import io.netty.util.concurrent.Future;

/** One connection to the SOCKS5 proxy (RFC 1928): CONNECT without authentication; names are looked up at the far end. */
final class SocksProxy extends SimpleChannelInboundHandler<Socks5Message> {

    private final Connector connector;

    private SocksProxy(Connector connector) {
        this.connector = connector;
    }

    static void install(Channel channel, Connector connector) {
        channel.pipeline()
                .addFirst(Socks5ServerEncoder.DEFAULT, new Socks5InitialRequestDecoder(), new SocksProxy(connector));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Socks5Message message) {
        if (message.decoderResult().isFailure()) {
            context.close();
            return;
        }
        switch (message) {
            case Socks5InitialRequest greeting -> greet(context, greeting);
            case Socks5CommandRequest command -> command(context, command);
            default -> context.close();
        }
    }

    private static void greet(ChannelHandlerContext context, Socks5InitialRequest greeting) {
        boolean open = greeting.authMethods().contains(Socks5AuthMethod.NO_AUTH);
        if (open) {
            context.pipeline().replace(Socks5InitialRequestDecoder.class, "command", new Socks5CommandRequestDecoder());
            context.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH));
        } else {
            context.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void command(ChannelHandlerContext context, Socks5CommandRequest command) {
        if (!command.type().equals(Socks5CommandType.CONNECT)) {
            refuse(context, Socks5CommandStatus.COMMAND_UNSUPPORTED);
            return;
        }
        context.channel().config().setAutoRead(false);
        try {
            Destination destination = new Destination(command.dstAddr(), command.dstPort());
            connector.connect(destination).addListener((Future<FarEnd> connected) -> {
                if (connected.isSuccess()) {
                    join(context, connected.getNow());
                } else if (connected.cause() instanceof NotConnectedException failure) {
                    refuse(context, status(failure.problem().code()));
                }
            });
        } catch (IllegalArgumentException e) {
            refuse(context, Socks5CommandStatus.FAILURE);
        }
    }

    private void join(ChannelHandlerContext context, FarEnd farEnd) {
        Channel local = context.channel();
        if (!local.isActive()) {
            farEnd.close();
            return;
        }
        context.writeAndFlush(reply(Socks5CommandStatus.SUCCESS));
        farEnd.join(local);
        for (ChannelHandler handler : new ChannelHandler[] {
            this, local.pipeline().get(Socks5CommandRequestDecoder.class), Socks5ServerEncoder.DEFAULT
        }) {
            local.pipeline().remove(handler);
        }
    }

    /** RFC 1928 section 6. */
    private static Socks5CommandStatus status(ProblemCode code) {
        return switch (code) {
            case CONNECTION_REFUSED -> Socks5CommandStatus.CONNECTION_REFUSED;
            case FORBIDDEN_DESTINATION -> Socks5CommandStatus.FORBIDDEN;
            case CONNECT_TIMEOUT -> Socks5CommandStatus.TTL_EXPIRED;
            case NO_SUCH_NAME, NAME_LOOKUP_FAILED -> Socks5CommandStatus.HOST_UNREACHABLE;
            case UNREACHABLE -> Socks5CommandStatus.NETWORK_UNREACHABLE;
            default -> Socks5CommandStatus.FAILURE;
        };
    }

    private static void refuse(ChannelHandlerContext context, Socks5CommandStatus status) {
        context.writeAndFlush(reply(status)).addListener(ChannelFutureListener.CLOSE);
    }

    private static DefaultSocks5CommandResponse reply(Socks5CommandStatus status) {
        return new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
