package dev.remocal.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.remocal.protocol.Cause;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The words that {@link Cause} expects of Netty, which the protocol knows nothing of. */
class ConnectCauseTest {

    @Test
    void leavesOutWhatNettyPutsBeforeTheSystemsWords() throws IOException {
        assumeThat(Epoll.isAvailable())
                .as("epoll is there, which only Linux has")
                .isTrue();
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        EpollEventLoopGroup group = new EpollEventLoopGroup(1);
        try {
            Throwable refused = new Bootstrap()
                    .group(group)
                    .channelFactory(EpollSocketChannel::new)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect("127.0.0.1", free)
                    .awaitUninterruptibly()
                    .cause();
            assertThat(refused).hasMessageContaining("failed with error");
            assertThat(refused).cause().extracting(Cause::of).isEqualTo("Connection refused");
        } finally {
            group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).syncUninterruptibly();
        }
    }
}
